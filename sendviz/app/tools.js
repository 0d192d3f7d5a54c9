// Copy the address, print, skip to the answer, and fold filters away on a narrow screen; one listener for the life of the page.
if (!window.sendvizTools) {
  window.sendvizTools = true;
  const say = (button, words) => {
    const status = button.parentElement.querySelector("[role=status]");
    status.textContent = words;
    setTimeout(() => { status.textContent = ""; }, 4000);
  };
  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(location.href);
      say(button, "Link copied");
    } catch {
      // Without https a browser gives no clipboard: the address is shown to be copied by hand.
      window.prompt("Copy this link", location.href);
    }
  };
  const fold = (button) => {
    const opens = button.getAttribute("aria-expanded") === "false";
    button.setAttribute("aria-expanded", opens);
    document.documentElement.toggleAttribute("data-filters", opens);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.do === "copy") copy(button);
    if (button.dataset.do === "print") window.print();
    if (button.dataset.do === "filters") fold(button);
    if (button.dataset.do === "skip") document.querySelector("[data-testid=stMain] h1").focus();
  });
}
