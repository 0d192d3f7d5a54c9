"""What does each figure mean?"""

from sendviz.app import parts
from sendviz.ui import catalogue_view

parts.question("What does each figure mean?")
parts.answer(
    "One definition for each measure: every figure on any screen, file or answer comes from it."
)
catalogue_view.definitions()
