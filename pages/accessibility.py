"""How can everybody use this?"""

from sendviz.app import page

page.question("How can everybody use this?")
page.answer("Every chart has a sentence that says what it shows, a table, and a file to download.")
page.heading("What we aim for")
page.text(
    "The app is built to the Web Content Accessibility Guidelines 2.2 at level AA. Every "
    "screen is checked by machine "
    "with each change, in light and dark, at the width of a phone and of a desk.",
    "Words and shapes stand beside every colour. Text can be enlarged to 400%. Everything but "
    "the charts can be "
    "reached with the keyboard; what a chart shows when pointed at stands in the table beneath it.",
    "Pages are light or dark as your device is set; the button Light or dark changes that.",
)
page.heading("What does not work yet")
page.text(
    "Charts themselves cannot be reached with the keyboard. The parts of a date field are "
    "smaller than 24 pixels. "
    "The app has not been tried with every screen reader.",
)
page.heading("If something stands in your way")
page.text(
    "Tell the council's SEND data team what you could not do; they will send the figures in "
    "another form."
)
