"""A case file of a few rows, written where a test can read it."""

from datetime import date

from sendviz.load.readers import local_files

HEADINGS = "case_ref,upn,received,decision,decided,outcome,issued,no_plan_told,withdrawn_on,draft"
DAY = date(2026, 6, 30)


def write(tmp_path, text: str | bytes, name: str = "cases.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def cases(tmp_path, *rows: str, headings: str = HEADINGS, mapping=None):
    text = "\n".join((headings, *rows)) + "\n"
    return local_files.read_cases(write(tmp_path, text), "839", DAY, mapping)
