"""Who the children of an officer's own file are, by the hashes of their numbers: nothing of it is
stored."""

from __future__ import annotations

import pandas as pd

from sendviz.load.aliases import hashed, tells_nobody

# What the file calls a number -> the kind of hash under which returns and lists kept it.
KINDS = {"upn": "upn", "uln": "uln", "unique_id": "person_id"}


def aliases_of_numbers(identifiers: pd.DataFrame, la_code: str, salt: bytes) -> pd.DataFrame:
    """row (label of identifiers) and alias of every number that may tell a child, the surest
    first."""
    parts = []
    for column, kind in KINDS.items():
        told = identifiers[column].dropna().astype("str").str.replace(" ", "").str.upper()
        parts.append(pd.DataFrame({"row": told.index, "kind": kind, "text": told.to_numpy()}))
    every = pd.concat(parts, ignore_index=True)
    every = every[~tells_nobody(every)]
    named = f"{la_code}/" + every["kind"] + "/" + every["text"]
    aliases = [hashed(salt, text) for text in named]
    return pd.DataFrame({"row": every["row"].to_numpy(), "alias": aliases})
