"""Whether free text of a plan names a child: such a row does not enter the file."""

from __future__ import annotations

import re
from datetime import date, timedelta

from stdnum.gb import nhs

from sendviz.load.aliases import DATE, NHS_NUMBER, UPN_WITHIN
from sendviz.load.readers.days import day_of

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
BORN = re.compile(r"\b(?:born|birth(?:day)?|d\.?o\.?b\.?)\b", re.IGNORECASE)
WORDS_BESIDE = 4  # between a first name and a birth date
# A day of the last two years beside a name is that of a step, not of a birth.
YOUNGEST = timedelta(days=730)
# First names that most children in England have had since 2000 (Office for National Statistics,
# Baby names in England and Wales): those that are no month, place or word of a plan.
FIRST_NAMES = frozenset(
    """
    aaron abdullah abigail adam adrian ahmed aidan aiden aisha alex alexander alfie alice amelia
    amy andrew anna annabelle archie arthur ava ayaan beatrice bella ben benjamin bethany billy
    brandon caleb callum cameron charles charlie charlotte chloe clara connor daisy daniel david
    dexter dylan edward eleanor elijah elizabeth ella ellie elliot emilia emily emma erin esme
    ethan eva evelyn evie ezra fatima felix finley florence frankie freddie freya gabriel george
    georgia grace hannah harley harper harriet harris harrison harry harvey henry holly hugo
    ibrahim imogen isaac isabella isabelle isla ivy jack jackson jacob jake james jamie jasmine
    jaxon jayden jenson jessica joel john jordan joseph joshua jude julia katie kayla kian layla
    leah leo leon lewis liam lily lilly logan lola louie louis luca lucas lucy luke luna maisie
    maria maryam mason matilda matthew max megan mia michael millie mila mohamed mohammad
    mohammed molly muhammad muhammed nancy natalie nathan niamh noah oliver olivia orla oscar
    owen paige patrick penelope phoebe poppy rachel ralph rebecca reuben robert robin robyn
    roman ronnie rory rosie ruby ryan samuel sara sarah scarlett sebastian sienna sofia sonny
    sophia sophie stanley stella teddy theo theodore thomas toby tommy tyler victoria violet
    william willow yusuf zachary zara zoe
    """.split()
)


def what_names_a_child(text: str, day: date) -> str | None:
    """What in a text of this day looks like a child's: a UPN, an NHS number, a date of birth; or an
    e-mail address. None if nothing does."""
    if UPN_WITHIN.search(text):
        return "a child's UPN"
    if any(nhs.is_valid("".join(parts)) for parts in NHS_NUMBER.findall(text)):
        return "an NHS number"
    if EMAIL.search(text):
        return "an e-mail address"
    if any(_is_birth_date(text, found, day) for found in DATE.finditer(text)):
        return "a date of birth beside a name"
    return None


def _is_birth_date(text: str, found: re.Match[str], day: date) -> bool:
    """Whether a whole date follows a word for birth, or stands beside a first name."""
    if BORN.search(text[max(0, found.start() - 25) : found.end() + 5]):
        return True
    told = day_of(found[0])
    if told is None or told > day - YOUNGEST:
        return False
    before = re.findall(r"[^\W\d_]+", text[: found.start()])[-WORDS_BESIDE:]
    after = re.findall(r"[^\W\d_]+", text[found.end() :])[:1]
    return any(word[0].isupper() and word.lower() in FIRST_NAMES for word in [*before, *after])
