"""The import log in words: what its counts of rows mean."""

from __future__ import annotations

ROWS = (
    "Read: rows of the file. Kept, of files about children: the rows read less those refused; "
    "several rows may tell of one child or case, so there are fewer cases than rows. Kept, of "
    "published files and lists of areas: the figures or entries made of the rows; one row may "
    "hold several, or none that is used here, so kept can be more or fewer than read."
)
ROUNDED = "Counts of rows about children are rounded to the nearest 5 here, so they may not add up."


def rows_words(rounded: bool) -> str:
    """How Read, Kept and Refused go together; rounded: as outside officers' view."""
    return f"{ROWS} {ROUNDED}" if rounded else ROWS
