"""Are there enough people to do the work?"""

from __future__ import annotations

from sendviz.ask import PUBLIC, Records
from sendviz.catalogue.calendar import BadSelection
from sendviz.kit.html import Cell, Table, table_of
from sendviz.kit.values import blank_of, category_words
from sendviz.kit.words import number
from sendviz.panels.captions import caption
from sendviz.panels.panel import Panel, or_refused
from sendviz.panels.side_by_side import side_by_side_panel

TITLE = "People and posts"
POSTS, IN_POST = "posts_established", "people_in_post"
COLUMNS = {
    POSTS: "Posts",
    IN_POST: "In post",
    "agency_staff": "Agency",
    "posts_vacant": "Vacant",
}
LOADS = (
    IN_POST,
    "posts_vacant",
    "agency_share",
    "open_cases_per_case_officer",
    "plans_per_case_officer",
    "advice_per_ep",
)
NONE = "No list of staff is loaded, so who does the work is not known."


@or_refused
def people_panel(records: Records) -> Panel:
    """Posts against people by role, and how much work there is for each of them, now and a year
    before."""
    whole = records.over(start=None, end=None, areas=(), where=())
    posts, filled = whole.ask(POSTS), whole.ask(IN_POST)
    if blank_of(filled.row):
        raise BadSelection(NONE)
    title = f"{number(filled.row.value, 1)} posts are filled"
    if not blank_of(posts.row):
        title = f"{number(filled.row.value, 1)} of {number(posts.row.value, 1)} posts are filled"
    loads = side_by_side_panel(whole, LOADS)
    return Panel(
        "people",
        title,
        caption(records, filled, filled.measure.name),
        tables=(_by_role(whole), *loads.tables),
        notes=(
            "Posts and people as full-time equivalents, as the newest list up to the day says. "
            "Agency staff stand beside people in post, not among them.",
            *loads.notes,
        ),
        answers=(filled, posts),
    )


def _by_role(records: Records) -> Table:
    by = "role_group" if records.role == PUBLIC else "role"
    held: dict[str, dict[str, float]] = {}
    for id in COLUMNS:
        for row in records.ask(id, by=by).rows:
            # Of a role that the list does not name, and of a cell that it leaves empty, the sum is
            # nought: nobody told of any.
            if not blank_of(row) and row.value:
                held.setdefault(str(row.category), {})[id] = row.value
    rows = [
        [Cell(category_words("role_group", code))]
        + [Cell(number(of[id], 1) if id in of else "none told", number=True) for id in COLUMNS]
        for code, of in held.items()
    ]
    return table_of("Posts and people by role", ["Role", *COLUMNS.values()], rows)
