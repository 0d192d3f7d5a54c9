"""Words that no screen says: jargon of the house for which there are plain ones."""

from __future__ import annotations

import re

# "Told" is right of families and "less" in "less than": only their other uses are retired.
RETIRED = re.compile(
    r"\b(?:"
    r"(?:is|are|be|not) told(?! (?:in time|within|whether|that|comes|the|on))"
    r"|told (?:apart|by|with|of)"
    r"|st(?:and|ands|ood) apart|hit and miss|miss(?:es)? (?:the )?limit|as things (?:go|went)"
    r"|those waiting counted|middle child|plans? in force|yardsticks?|clocks?|seen beside"
    r"|preceding council|of those that may be shown|legal limit 100%|\w+ less (?-i:[A-Z])\w+"
    r")\b",
    re.I,
)


def retired_words(text: str) -> list[str]:
    """The retired words in a text, each with what stands around it."""
    return [text[max(0, each.start() - 30) : each.end() + 30] for each in RETIRED.finditer(text)]
