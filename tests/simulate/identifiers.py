"""Made-up postcodes and pupil numbers. They appear in written files only."""

import numpy as np
import pandas as pd

from sendviz.simulate.published import DATA

# No postcode area of the United Kingdom begins with ZQ.
_AREA, _EACH = "ZQ", 40
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_NO_SUCH_COUNCIL = "001"


def postcodes(person_no: pd.Series, district: pd.Series) -> pd.Series:
    """A postcode of the person's district, always the same for the same person; missing where that
    is.
    """
    outward = district.map({code: i + 1 for i, code in enumerate(_districts())})
    inward = person_no % _EACH
    found = [
        f"{_AREA}{int(o)} {_inward(i)}" if o == o else None
        for o, i in zip(outward, inward, strict=True)
    ]
    return pd.Series(found, person_no.index, dtype="str")


def directory() -> pd.DataFrame:
    """Every made-up postcode with its district: columns postcode, district."""
    rows = [
        (f"{_AREA}{i + 1} {_inward(k)}", code)
        for i, code in enumerate(_districts())
        for k in range(_EACH)
    ]
    return pd.DataFrame(rows, columns=["postcode", "district"])


def _inward(number: int) -> str:
    return f"{number % 9 + 1}{_INWARD[number % 20]}{_INWARD[(number * 7 + 3) % 20]}"


def upns(person_no: pd.Series) -> pd.Series:
    """Pupil numbers with a right check letter, of a council that does not exist.

    The letter is that of the sum of the digits weighted 2 to 13, modulo 23.
    """
    digits = pd.Series(
        [f"{_NO_SUCH_COUNCIL}{number:09d}" for number in person_no], person_no.index, dtype="str"
    )
    table = np.array([[int(d) for d in text] for text in digits]).reshape(-1, 12)
    letter = np.array(list(_LETTERS))[(table @ np.arange(2, 14)) % 23]
    return pd.Series(letter, person_no.index, dtype="str") + digits


def _districts() -> list[str]:
    """The codes of all districts of the councils in data/areas, in the order of the file."""
    table = pd.read_csv(DATA / "areas" / "localities.csv")
    return list(table.loc[table["locality"] != "(whole council)", "area_code"].drop_duplicates())
