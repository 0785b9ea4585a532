"""What a summary says: how many pages are held back, as many by name as there is room for; below all of them."""

from typing import Final

from graftwatch.paging.fitting import named
from graftwatch.paging.folding import one_line
from graftwatch.paging.matter import Named, Said
from graftwatch.paging.page import SUMMARY_LENGTH, PageDetails, Words
from graftwatch.paging.phrases import Phrases
from graftwatch.paging.short import short
from graftwatch.paging.telling import Telling
from graftwatch.paging.words import lines

ROOM_FOR_NUMBERS: Final = 40
"""Characters for the limit, the count and the number of those that are not named."""


def held_back_worded(telling: Telling, phrases: Phrases) -> Words:
    """The texts of a summary, its repetition or its end."""
    reason, matter = telling.reason, telling.matter
    names = () if reason.ends else (*(_name(one, phrases) for one in matter.said.held_back), *_counted(matter.said))
    head = f"{phrases.lead[reason]}{phrases.what[matter.said.kind]}"
    said, room = phrases.held_back_no_more, SUMMARY_LENGTH - len(head) - len(phrases.held_back) - ROOM_FOR_NUMBERS
    if names:
        what = named(names, room, phrases.comma, phrases.more)
        said = phrases.held_back.format(limit=matter.limit, count=len(names), what=what)
    what_briefly = f"{phrases.lead_briefly[reason]}{phrases.what_briefly[matter.said.kind]}"
    return Words(
        summary=f"{head}{phrases.stop}{phrases.gap}{said}{phrases.stop}",
        short=short("", what_briefly, names, "", phrases),
        details=PageDetails(
            since=matter.since,
            evidence=lines(names, phrases),
            asks="" if reason.ends else phrases.asks[matter.said.kind],
        ),
    )


def _counted(said: Said) -> tuple[str, ...]:
    """A place for each that is not named at all, so that it is counted; there is never room for so many names."""
    return ("",) * (said.held_back_in_all - len(said.held_back))


def _name(one: Named, phrases: Phrases) -> str:
    """Whom it is about, or which part of the service, and what of it."""
    about = one_line(one.subject) or one_line(one.story.partition(":")[2])
    return " ".join(part for part in (about, phrases.what_briefly[one.kind]) if part)
