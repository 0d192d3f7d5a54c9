// Copy the address, print, change the look, skip to the answer, fold filters away on a narrow screen, and press a meeting's buttons by keys; one listener of each for the life of the page.
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
  // The other look than the one that is on; where that is the system's own, its setting decides again.
  const look = (button) => {
    const app = document.querySelector("[data-testid=stApp]");
    const wanted = getComputedStyle(app).colorScheme === "dark" ? "Light" : "Dark";
    const usual = matchMedia("(prefers-color-scheme: dark)").matches ? "Dark" : "Light";
    for (const path of button.dataset.paths.split(" ")) {
      const key = `stActiveTheme-${path}-v2`;
      if (wanted === usual) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(wanted));
    }
    location.reload();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.do === "copy") copy(button);
    if (button.dataset.do === "print") window.print();
    if (button.dataset.do === "look") look(button);
    if (button.dataset.do === "filters") fold(button);
    if (button.dataset.do === "skip") document.querySelector("[data-testid=stMain] h1").focus();
  });
  const KEYS = {
    ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", Escape: "leave",
  };
  document.addEventListener("keydown", (event) => {
    const button = document.querySelector(`.st-key-meeting_${KEYS[event.key]} button`);
    const other = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!button || other || event.target.closest("input, textarea, .sv-scroll")) return;
    event.preventDefault();
    button.click();
  });
}
