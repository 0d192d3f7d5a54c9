"""Words of coded columns: the codes that they stand for, and those that no list of words knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd

from sendviz.catalogue import dimensions
from sendviz.catalogue.layouts import TABLES, WORDS, Delivery, Table, word_key
from sendviz.load.readers.common import how_many, listed
from sendviz.load.readers.days import ERROR, says_nothing, tidy
from sendviz.load.readers.values import as_flag, blank_of

# What stands between a word and what is added to it.
PART = re.compile(r"\s+[-\u2013\u2014/]+\s+|\s*[:;(\[]\s*|,\s+")
MOST, LONGEST = 10, 40  # words of a column that are named, letters of a word
ETHNICITY = re.compile("[A-Z]{4}", re.ASCII | re.IGNORECASE)  # the checks know which are codes
# Words that say nothing about whose they are.
COMMON = frozenset(
    """
    a after agreed all and any are as assess assessed assessing assessment at awaiting away be
    before being board by case child children closed code complete completed condition council
    data date day decided decision deferred delay delayed difficulties difficulty disability
    disorder due ehc ehcna ehcp email ended evidence exception exceptional exceptions extended
    family final for form from further group hold holiday holidays home impairment in information
    insufficient is issue issued it lack late learning letter local maintain meeting mental more
    moved need needed needs new no not of on only open or other out outcome panel parent part
    pending physical placement plan please professional reason received refer referred refusal
    refused request review said school see sent service severe shortage special specific spectrum
    staff stage still support syndrome term than the this to tribunal under unknown until upheld
    was week weeks with withdrawn work year years yes yet
    """.split()
)


@cache
def _codes_by_word(name: str, column: str) -> Mapping[str, str]:
    table = TABLES[name]
    if table.kind(column) == "verbatim":
        return {}
    declared = table.code_of_word().get(column, {})
    codes = next((each.codes[column] for each in table_parts(table) if column in each.codes), None)
    of = codes if isinstance(codes, str) else column if column in WORDS else ""
    known = dimensions()[of].values if of in dimensions() else {}
    own = dict(codes) if isinstance(codes, Mapping) else {}
    listed = codes if isinstance(codes, list) else ()
    own |= {code: code for code in (*declared.values(), *known, *listed)}
    names = {word_key(text): code for code, text in known.items()}
    return names | {word_key(code): ours for code, ours in own.items()} | declared


def codes_by_word(table: Table, column: str) -> Mapping[str, str]:
    """Words of a column, as `word_key` gives them -> codes: those that are declared, the codes, and
    their names in dimensions.toml; empty for a column without codes.
    """
    return _codes_by_word(table.name, column) if table.name in TABLES else {}


def code_of(text: str, codes: Mapping[str, str]) -> str:
    """The code of a word; of "Yes - school holidays" or "ASD (autism)" that of its first part; the
    text itself where neither is known.
    """
    whole = tidy(text)
    for part in (whole, PART.split(whole, maxsplit=1)[0]):
        key = word_key(part)
        if key and key in codes:
            return codes[key]
    return text


def unknown_words(raw: pd.DataFrame, table: Table) -> dict[str, pd.Series]:
    """Coded column -> its words that are not known -> in how many rows they stand, most first.

    raw: the rows, words that are known as codes.
    """
    found = {}
    for column in raw.columns:
        if codes_by_word(table, column) or _is_flag(table, column):
            counts = raw[column].value_counts()
            counts = counts.groupby(counts.index.map(blank_of(column))).sum()
            found[column] = unknown_of(counts, table, column)
    return {column: counts for column, counts in found.items() if len(counts)}


def unknown_of(counts: pd.Series, table: Table, column: str) -> pd.Series:
    """Of the words of a coded column, with the rows in which they stand: those that are not known,
    most first."""
    codes, flag = codes_by_word(table, column), _is_flag(table, column)
    odd = [text for text in counts.index if not _known(text, column, codes, flag)]
    return counts[odd].sort_values(ascending=False, kind="stable")


def told(words: pd.Series) -> str:
    """The words for a sentence, with their counts: 10 at most, none that may name somebody."""
    safe = [text for text, rows in words.items() if not may_name(text, rows)]
    shown = [f"'{text}' ({words[text]:,})" for text in safe[:MOST]]
    others = int(words.sum() - words[safe[:MOST]].sum())
    more = "more " * bool(shown)
    hidden = how_many(others, f"{more}that is not shown here", f"{more}that are not shown here")
    return ", ".join([*shown, *([hidden] if others else [])])


def list_notes(delivery: Delivery) -> tuple[str, ...]:
    """Sentences on the columns of a list that were not read and on the words that are not known."""
    return unused_note(delivery) + tuple(
        f"Under {each.heading} "
        f"{how_many(sum(each.unknown.values()), 'word is', 'words are')} not known: "
        f"{told(pd.Series(each.unknown))}. Give the code under [values.{each.column}] of a mapping "
        "(--map)."
        for each in delivery.columns
        if each.unknown and TABLES[each.table].list
    )


def unused_note(delivery: Delivery) -> tuple[str, ...]:
    """A sentence that names the columns of a list which were not read, if there are any."""
    of_list = any(TABLES[each.table].list for each in delivery.columns)
    named = listed(unused_names(delivery))
    columns = how_many(len(delivery.unused), "column was", "columns were")
    note = f"{columns} not read in {delivery.file_name}: {named}."
    return (note,) if delivery.unused and of_list else ()


def unused_names(delivery: Delivery) -> list[str]:
    """The headings that were not read, without figures: a heading is written by people and may hold
    one by which somebody is known."""
    return [re.sub(r"\d{5,}", "…", heading) for heading in delivery.unused]


def may_name(text: str, rows: int = 1) -> bool:
    """Whether a text that stands in so many rows is long, holds figures by which somebody is known,
    a title, or two words on end by which no code is told and which are written as names are.
    """
    if ERROR.fullmatch(text):
        return False
    if len(text) > LONGEST or "@" in text or re.search(r"\d{3,}", text):
        return True
    words = re.findall(r"[^\W\d_]+", text.replace("'", ""))
    if {"mr", "mrs", "ms", "miss", "dr", "prof"} & {word.casefold() for word in words}:
        return True
    once = rows == 1 and text == text.casefold()
    named = [word.casefold() not in _common() and (word[0].isupper() or once) for word in words]
    return any(map(all, zip(named, named[1:], strict=False)))


@cache
def _common() -> frozenset[str]:
    """The single words of all words that stand for codes, and such as say nothing about whose they
    are."""
    every = (
        word
        for table in TABLES.values()
        for name in table.known
        for word in codes_by_word(table, name)
    )
    return COMMON.union(*(word.split() for word in every))


def table_parts(table: Table) -> list[Table]:
    """A list's own table and those of which a row of it holds one each."""
    return [table, *(TABLES[name] for name in table.of)]


def _is_flag(table: Table, column: str) -> bool:
    return any(each.kind(column) == "flag" for each in table_parts(table))


def _known(text: str, column: str, codes: Mapping[str, str], flag: bool) -> bool:
    if flag:
        return as_flag(text) is not None
    if column == "ethnicity" and ETHNICITY.fullmatch(text):
        return True
    return word_key(code_of(text, codes)) in codes or says_nothing(text)
