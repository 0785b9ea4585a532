"""What `graftwatch lint` shows a person: messages one by one where they are few, then the whole feed on one page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from graftwatch.entrypoints.cli.output import print_table, say
from graftwatch.hl7.lint import Lint
from graftwatch.hl7.lint_summary import Sort, Summary, UnmappedCode, proposed_lines
from graftwatch.terminology.proposals import Proposal

# Rows of a list that a person reads; the rest is counted, `--json` and `--propose` have all.
ROWS: Final = 30
# What fits beside its neighbours on a terminal of 130 columns: a sentence's beginning, a path's end.
CELL: Final = 50
PLACE: Final = 45


def print_message(place: str, found: Lint) -> None:
    """One message with what is wrong and what would be understood."""
    say(f"{place}: {found.type} {found.control_id}, {found.charset}")
    for line in _lines(found):
        say(f"  {line}")


def _lines(found: Lint) -> Iterator[str]:
    yield from (f"{each.kind} at {each.place}: {each.text}" for each in found.findings)
    yield from (f"understood: {each}" for each in found.facts)
    if not found.facts:
        yield "nothing understood"


def print_summary(summary: Summary) -> None:
    """The whole feed: types, character sets, findings, what is understood, what cannot be read, codes to map."""
    read = summary.messages - summary.unread_count
    say(f"\n{summary.messages} messages, {read} read, {summary.unread_count} not")
    _print_counts("message type and version", summary.types)
    _print_counts("character set", summary.charsets)
    _print_sorts("what cannot be read", summary.unread())
    _print_sorts("findings", summary.findings())
    _print_counts("would be understood", summary.concepts)
    _print_codes(summary)
    words = [(*key, count) for key, count in summary.words.most_common(ROWS)]
    if words:
        say()
        print_table(("field", "unit or organism", "about", "times"), words, title="words that nobody mapped")
        _say_more(len(summary.words))


def _print_counts(name: str, counts: Counter[str]) -> None:
    if counts:
        say()
        print_table((name, "times"), counts.most_common(ROWS))
        _say_more(len(counts))


def _print_sorts(name: str, sorts: Sequence[Sort]) -> None:
    if sorts:
        say()
        rows = [(one.kind, one.count, _cut(one.text), _tail(one.first_at)) for one in sorts[:ROWS]]
        print_table((name, "times", "the first says", "the first at"), rows)
        _say_more(len(sorts))


def _print_codes(summary: Summary) -> None:
    codes = summary.codes()
    if not codes:
        return
    proposals = [(one, one.proposal()) for one in codes]
    fitting = sum(1 for _, proposed in proposals if proposed is not None)
    say()
    accepted = [(one, proposed) for one, proposed in proposals if proposed is not None]
    others = [one for one, proposed in proposals if proposed is None]
    say(f"{len(codes)} codes that nobody mapped; for {fitting} there is a proposal, for you to accept or not")
    if accepted:
        say()
        head = ("proposed for", "system", "name", "times", "concept", "specimen", "unit", "how sure")
        print_table(head, [_row(*one) for one in accepted[:ROWS]])
        _say_more(len(accepted))
    if others:
        say()
        rows = [(one.code, one.system, _cut(one.name), one.count) for one in others[:ROWS]]
        print_table(("nothing proposed for", "system", "name", "times"), rows)
        _say_more(len(others))
    if summary.codes_beyond:
        say(f"{summary.codes_beyond} observations came under codes beyond those that are kept")
    if accepted:
        say("\nlines for codes.csv (with the other codes as remarks: --propose FILE.csv):")
        for line in proposed_lines((one for one, _ in accepted[:ROWS]), summary.messages):
            say(f"  {line}")


def _row(one: UnmappedCode, proposed: Proposal) -> tuple[object, ...]:
    said = (one.code, one.system, _cut(one.name), one.count)
    return (*said, proposed.concept.value, proposed.specimen, proposed.unit, proposed.confidence.value)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= CELL else f"{line[: CELL - 1]}…"


def _tail(place: str) -> str:
    return place if len(place) <= PLACE else f"…{place[1 - PLACE :]}"


def _say_more(count: int) -> None:
    if count > ROWS:
        say(f"… and {count - ROWS} more")
