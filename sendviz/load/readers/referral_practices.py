"""A list of GP practices with the district, locality or sub-ICB in which each lies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from sendviz.catalogue.layouts import TABLES, BadFile, Delivery
from sendviz.load.readers.common import Refusals, sha256
from sendviz.load.readers.headings import Headings, rename
from sendviz.load.readers.local_lists import list_frame

PRACTICE_LIST = TABLES["practices"]


def read(path: Path) -> Delivery:
    """Table practice: gp_practice (upper case, each once) and district, locality or sub_icb.

    Raises BadFile if one practice stands there with two places.
    """
    path = Path(path)
    refusals = Refusals()
    found, notes, _ = list_frame(path, PRACTICE_LIST, Headings(), refusals)
    many = len(found) + refusals.rows()
    found, _ = rename(found, Headings(), PRACTICE_LIST, path.name)
    found = found.apply(lambda column: column.str.strip())
    found = found.replace("", None).dropna(subset="gp_practice")
    found["gp_practice"] = found["gp_practice"].str.upper()
    found = found.drop_duplicates()
    twice = found["gp_practice"].duplicated()
    if twice.any():
        raise BadFile(
            f"{path.name}, row {found.index[twice][0]}: the practice stands there twice, in two "
            "places. Keep one row for each practice."
        )
    return Delivery(
        "practices",
        "GP practices",
        path.name,
        sha256(path),
        {"practice": found.reset_index(drop=True)},
        rows_read=many,
        refused=refusals.counted(),
        notes=notes,
    )


def merged(deliveries: list[Delivery]) -> list[Delivery]:
    """Without the lists of practices, which are no records, but with their table in each referral
    list of the same run. Raises BadFile if there is no such list.
    """
    lists = [each for each in deliveries if each.layout == "practices"]
    others = [each for each in deliveries if each.layout != "practices"]
    if not lists:
        return others
    if not any("referral" in each.tables for each in others):
        raise BadFile(
            f"{lists[0].file_name}: a list of GP practices says where referrals belong. Give it "
            "together with the referral list."
        )
    whole = pd.concat([each.tables["practice"] for each in lists]).drop_duplicates("gp_practice")
    return [
        replace(each, tables={**each.tables, "practice": whole})
        if "referral" in each.tables
        else each
        for each in others
    ]
