"""Where the areas of a council lie: the outlines that were loaded."""

from __future__ import annotations

import json

from sendviz.ask.store import Store

Ring = list[list[float]]


def outlines(store: Store, la_code: str, scheme: str = "district") -> dict[str, list[Ring]]:
    """By area id, the rings of its outline: lists of [longitude, latitude], each ring closed.

    Outer rings run clockwise, holes the other way. An area of another scheme than districts has
    the rings of the districts that belong to it today. Areas without an outline are left out.
    """
    found = store.small(
        """
        select coalesce(member.area_id, district.area_id) as area_id, boundary.shape
        from area as district
        join boundary
            on boundary.area_code = district.area_id or boundary.area_code = district.code
        left join area_member as member on member.district = district.area_id
            and member.scheme = $scheme and member.valid_to is null
        where district.la_code = $la_code and district.scheme = 'district' and district.known
            and ($scheme = 'district' or member.area_id is not null)
        order by district.position, district.area_id
        """,
        {"la_code": la_code, "scheme": scheme},
    )
    rings: dict[str, list[Ring]] = {}
    for area_id, shape in zip(found["area_id"], found["shape"], strict=True):
        polygons = json.loads(shape)["coordinates"]
        rings.setdefault(area_id, []).extend(ring for polygon in polygons for ring in polygon)
    return rings
