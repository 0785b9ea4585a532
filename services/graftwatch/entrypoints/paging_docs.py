"""The tables and the drawing of docs/paging.md, written from the pager's own tables, so that they cannot differ.

`python -m graftwatch.entrypoints.paging_docs` writes them anew (`make schemas`); a test compares them. The text between
them is written by hand; what stands between the marks `<!-- name -->` and `<!-- /name -->` is not.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from graftwatch.entrypoints.marked_blocks import Blocks, with_blocks
from graftwatch.entrypoints.state_diagram import drawing
from graftwatch.paging import TRANSITIONS, HealthKind, PageReason, Suppression, TrialKind
from graftwatch.paging.languages import phrases_of
from graftwatch.paging.ledger import LOUD
from graftwatch.paging.maintenance import CAUSED_BY_WORK
from graftwatch.paging.storm import CANNOT_WAIT, NEVER_HELD
from graftwatch.paging.waiting import NEVER_REPEATED, TOLD_ONCE
from graftwatch.protocol.monitoring import DEFAULT_SEVERITIES

DOCUMENT: Final = Path("docs") / "paging.md"
DRAWING: Final = Path("docs") / "paging-states.svg"

REASONS: Final[Mapping[PageReason, str]] = {
    PageReason.FIRST: "nobody was told of this yet",
    PageReason.REOPENED: "a story that was over has ground again",
    PageReason.ESCALATED: "surer (suspected, then confirmed) or louder (a notice, then a page) than what was told",
    PageReason.NEW_ORGANISM: "an organism that was not told, or growth with a name that nobody knows",
    PageReason.REVISED: "something people act on is no longer what they were told: an organism, a date, a site, one of "
    "several draws",
    PageReason.REPEATED: "nobody acknowledged; it goes to the next step",
    PageReason.RETRACTED: "the ground is gone: a report was corrected or withdrawn",
    PageReason.RESOLVED: "the question is answered: contaminant, no growth, refuted, back in range, over",
    PageReason.SUMMARY: "pages are held back by the storm limit; this one names them",
}
KEPT_IN: Final[Mapping[Suppression, str]] = {
    Suppression.LOG_SEVERITY: "the protocol tells this kind to the log only",
    Suppression.CLOSED_BEFORE_TOLD: "it was over before anybody was told",
    Suppression.ACKNOWLEDGED: "somebody acknowledged it, and nothing has changed since",
    Suppression.AWAITING_ACKNOWLEDGEMENT: "it was told, and the step's minutes are not over",
    Suppression.REPEATS_USED_UP: "it was told to the last step as often as the protocol says",
    Suppression.NOTHING_MATERIAL: "nothing that people act on has changed",
    Suppression.STORM_LIMIT: "its page is held back by the storm limit; its steps begin when it is let out",
    Suppression.QUIET_HOURS: "it only notifies, and the hours are quiet; decided anew when they end",
    Suppression.MAINTENANCE: "the work of a maintenance window causes it; decided anew when the window ends",
}


def _states() -> Iterator[str]:
    yield "![The states of a story](paging-states.svg)"
    yield ""
    yield "| from | what happens | to |"
    yield "| --- | --- | --- |"
    for (state, happens), after in TRANSITIONS.items():
        yield f"| {state or 'before the first page'} | {happens.replace('_', ' ')} | {after} |"


def _reasons() -> Iterator[str]:
    yield "| reason | a page goes out because | must be heard by itself |"
    yield "| --- | --- | --- |"
    for reason in PageReason:
        if reason not in {PageReason.NONE, PageReason.SUPPRESSED}:
            yield f"| `{reason}` | {REASONS[reason]} | {'yes' if reason in LOUD else ''} |"


def _kept_in() -> Iterator[str]:
    yield "| suppressed by | because |"
    yield "| --- | --- |"
    yield from (f"| `{one}` | {KEPT_IN[one]} |" for one in Suppression)


def _kinds() -> Iterator[str]:
    what = phrases_of("en").what
    yield "| kind | what | severity, unless the protocol says otherwise |"
    yield "| --- | --- | --- |"
    for kind, level in DEFAULT_SEVERITIES.items():
        said = next(words for one, words in what.items() if one == kind)
        yield f"| `{kind}` | {said} | {level} |"


def _service() -> Iterator[str]:
    what = phrases_of("en").what
    yield "| kind | what | repeated | held back by maintenance | in a storm |"
    yield "| --- | --- | --- | --- | --- |"
    for kind in HealthKind:
        repeated = "never" if kind in NEVER_REPEATED else "once a step" if kind in TOLD_ONCE else "yes"
        turn = "at once" if kind is HealthKind.PAGES_HELD_BACK else "first" if kind in CANNOT_WAIT else "last"
        yield f"| `{kind}` | {what[kind]} | {repeated} | {'yes' if kind in CAUSED_BY_WORK else ''} | {turn} |"


def _trial() -> Iterator[str]:
    what = phrases_of("en").what
    yield "| kind | what | repeated | in a storm |"
    yield "| --- | --- | --- | --- |"
    for kind in TrialKind:
        repeated, held = "never" if kind in NEVER_REPEATED else "yes", kind not in NEVER_HELD
        yield f"| `{kind}` | {what[kind]} | {repeated} | {'last' if held else 'at once'} |"


BLOCKS: Final[Blocks] = {
    "states": _states,
    "reasons": _reasons,
    "kept-in": _kept_in,
    "kinds": _kinds,
    "service": _service,
    "trial": _trial,
}


def filled(text: str) -> str:
    """The document with every block as the tables are now.

    Raises:
        ValueError: a block has no marks in the document.
    """
    return with_blocks(text, BLOCKS, DOCUMENT)


def states_drawn() -> str:
    """The drawing of the states."""
    return drawing({(state, str(happens)): after for (state, happens), after in TRANSITIONS.items()})


def write(root: Path) -> None:
    """Writes the document's blocks and the drawing."""
    document = root / DOCUMENT
    document.write_text(filled(document.read_text("utf-8")), "utf-8")
    (root / DRAWING).write_text(states_drawn(), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
