"""What paper do you need?"""

from sendviz.app import page
from sendviz.app.packing import draw_packs

records = page.records()
page.question("What paper do you need?")
draw_packs(records)
page.unknown()
