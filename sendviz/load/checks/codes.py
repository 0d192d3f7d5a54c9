"""Code lists of the SEN2 return (SEN2 guides of 2023 to 2026), and councils that began or ended."""

from collections.abc import Mapping

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import TABLES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DECISIONS = _words("Y N A W H")
OUTCOMES = _words("Y N A W H")
# Numbers as in the return; words as in local files.
_SOURCES = TABLES["request"].codes["source"]
assert isinstance(_SOURCES, Mapping)
SOURCES = frozenset([*_SOURCES, *(word.upper() for word in _SOURCES.values())])
SEXES = _words("M F")
# The 2023 collection asked for current gender instead.
GENDERS_2023 = _words("M F U 0 1 2 9")
NO_NUMBER = _words("UN1 UN2 UN3 UN5 UN8 UN9 UN10")
CEASE_REASONS = frozenset(TABLES["named_plan"].codes["cease_reason"])
NEEDS_2025 = frozenset(dimensions()["need"].values)
NEEDS = NEEDS_2025 - {"DS"}
SETTINGS = _words("OLA OPA EHE EYP OTH NEET NIEC NIEO")
REVIEW_OUTCOMES = frozenset(TABLES["active_plan"].codes["review_outcome"])

# DfE's codes of each group: the main ones, and the extended ones of each.
ETHNIC_GROUPS = {
    "white_british": _words("WBRI WCOR WENG WNIR WSCO WWEL WOWB"),
    "white_other": _words(
        "WIRI WIRT WROM WROG WROR WROO "
        "WOTH WALB WBOS WCRO WGRE WGRK WGRC WITA WKOS WPOR WSER WTUR WTUK WTUC WEUR WEEU WWEU WOTW"
    ),
    "mixed": _words(
        "MWBC MWBA MWAS MWAP MWAI MWAO MOTH MAOE MABL MACH MBOE MBCH MCOE MWOE MWCH MOTM"
    ),
    "asian": _words(
        "AIND APKN AMPK AKPA AOPK ABAN "
        "AOTH AAFR AKAO ANEP ASNL ASLT ASRO AOTA CHNE CHKC CMAL CSNG CTWN COCH"
    ),
    "black": _words("BCRB BAFR BANN BCON BGHA BNGN BSLN BSOM BSUD BAOF BOTH BEUR BNAM BOTB"),
    "other": _words(
        "OOTH OAFG ORAB OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OPOL "
        "OTHA OVIE OYEM OOEG"
    ),
}
# Refused and not obtained are codes of no group.
ETHNICITIES = frozenset().union(*ETHNIC_GROUPS.values()) | _words("REFU NOBT")
# The year of the change itself is left open: January counts still show the old councils, the rest
# of the year's figures the new.
LAST_FULL_YEAR = {"835": 2018, "836": 2018, "837": 2018, "928": 2020, "909": 2022}
FIRST_FULL_YEAR = {"838": 2020, "839": 2020, "940": 2022, "941": 2022, "942": 2024, "943": 2024}
