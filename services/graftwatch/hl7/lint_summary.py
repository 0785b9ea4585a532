"""Many messages in one view: how many of which kind, what is wrong how often and where first, which codes to map.

Its memory depends on how many different things a feed sends, not on how many messages: each list has a limit, and what
goes beyond it is counted. No value of a patient is kept but the least and the greatest number under an unmapped code,
which decide about a proposal and are never shown.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeVar

from graftwatch.hl7.lint import Lint, SeenCode
from graftwatch.hl7.message import MessageFinding
from graftwatch.terminology.code_systems import code_system
from graftwatch.terminology.proposals import Proposal, propose
from graftwatch.terminology.site_codes import COLUMNS, REMARK

# A hospital's laboratory has some thousand codes; one code comes in two or three units and under a few names.
CODES_KEPT: Final = 10_000
UNITS_KEPT: Final = 20
NAMES_KEPT: Final = 20
KINDS_KEPT: Final = 1_000
# LOINC: digits and a check digit; JLAC10: 17 signs.
_OFFICIAL_FORM: Final = re.compile(r"\d{1,7}-\d|\w{17}")

Key = TypeVar("Key")


@dataclass(slots=True)
class UnmappedCode:
    """All that came under one code that nobody mapped."""

    code: str
    system: str
    count: int = 0
    names: Counter[str] = field(default_factory=Counter)
    values: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    whole: bool = True

    @property
    def name(self) -> str:
        """The name that came most often."""
        return next((name for name, _ in self.names.most_common(1)), "")

    def add(self, seen: SeenCode) -> None:
        """Takes it up once more."""
        self.count += 1
        if seen.text in self.names or len(self.names) < NAMES_KEPT:
            self.names[seen.text] += 1
        else:
            self.whole = False
        if seen.number is None:
            return
        if seen.unit not in self.values and len(self.values) == UNITS_KEPT:
            self.whole = False
            return
        low, high = self.values.get(seen.unit, (seen.number, seen.number))
        self.values[seen.unit] = min(low, seen.number), max(high, seen.number)

    def proposal(self) -> Proposal | None:
        """What it could be mapped to; None where its names do not agree, or where nothing fits.

        A code of LOINC or JLAC10 means what its official name says, whatever text a sender puts beside it.
        """
        official = code_system(self.system) is not None and _OFFICIAL_FORM.fullmatch(self.code)
        if not self.code or not self.whole or official:
            return None
        names = {name for name in self.names if name} or {self.code}
        found = [propose(name, self.values) for name in sorted(names)]
        first = found[0]
        agree = all(one is not None and first is not None and _columns(one) == _columns(first) for one in found)
        return first if agree else None


def _columns(one: Proposal) -> tuple[str, str, str]:
    return one.concept, one.specimen, one.unit


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of finding, or of why a message cannot be read: how often, what the first says, and where it stands."""

    kind: str
    count: int
    text: str
    first_at: str


class Summary:
    """What was found in all messages so far; give it each by `add`."""

    def __init__(self) -> None:
        self.messages = 0
        self.types: Counter[str] = Counter()
        self.charsets: Counter[str] = Counter()
        self.concepts: Counter[str] = Counter()
        self.words: Counter[tuple[str, str, str]] = Counter()
        self.codes_beyond = 0
        self._codes: dict[tuple[str, str], UnmappedCode] = {}
        self._findings: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self._first: dict[str, tuple[str, str]] = {}

    @property
    def unread_count(self) -> int:
        """How many could not be read."""
        return self._unread.total()

    def add(self, place: str, found: Lint) -> None:
        """Takes one message; `place` says where it stands."""
        if found.unread is not None:
            self.add_unread(place, found.unread.reason.value, found.unread.text)
            return
        self.messages += 1
        _count(self.types, f"{found.type} {found.version}".strip())
        _count(self.charsets, found.charset)
        self.concepts.update(found.concepts)
        for finding in found.findings:
            self._add_finding(place, finding)
        for seen in found.seen:
            self._add_code(seen)
        for one in found.unmapped:
            if one.field not in {"OBX-3", "OBR-4"}:
                _count(self.words, (one.field, one.code, one.text))

    def add_unread(self, place: str, reason: str, text: str) -> None:
        """Takes one that cannot be read."""
        self.messages += 1
        _count(self._unread, reason)
        self._first.setdefault(reason, (text, place))

    def findings(self) -> list[Sort]:
        """The sorts of findings, the most frequent first."""
        return list(self._sorts(self._findings))

    def unread(self) -> list[Sort]:
        """Why messages cannot be read, the most frequent first."""
        return list(self._sorts(self._unread))

    def codes(self) -> list[UnmappedCode]:
        """The codes that nobody mapped, the most frequent first."""
        return sorted(self._codes.values(), key=lambda one: (-one.count, one.code, one.system))

    def _sorts(self, counts: Counter[str]) -> Iterator[Sort]:
        for kind, count in counts.most_common():
            yield Sort(kind, count, *self._first.get(kind, ("", "")))

    def _add_finding(self, place: str, finding: MessageFinding) -> None:
        _count(self._findings, finding.kind)
        if finding.kind in self._findings:
            self._first.setdefault(finding.kind, (finding.text, f"{place}, {finding.place}"))

    def _add_code(self, seen: SeenCode) -> None:
        key = (seen.code or seen.text, seen.system)
        if key not in self._codes and len(self._codes) == CODES_KEPT:
            self.codes_beyond += 1
            return
        self._codes.setdefault(key, UnmappedCode(seen.code, seen.system)).add(seen)


def _count(counts: Counter[Key], key: Key) -> None:
    if key in counts or len(counts) < KINDS_KEPT:
        counts[key] += 1


def proposed_lines(codes: Iterable[UnmappedCode], messages: int) -> Iterator[str]:
    """The lines of a codes.csv: a ready one for each proposal, with why above it; a remark for each other code."""
    yield f"{REMARK}Proposed by graftwatch lint from {messages} messages. Check each line before it is used."
    yield ",".join(COLUMNS)
    for one in codes:
        proposed = one.proposal()
        what = f"{REMARK}{one.count} times: {_one_line(one.name) or 'without a name'}"
        if proposed is None:
            why = "nothing fits" if one.code else "a name without a code cannot be mapped"
            yield f"{what} ({why}): {_row(one.code, one.system)}"
        else:
            yield f"{what} ({proposed.confidence}: {proposed.why})"
            yield _row(one.code, one.system, proposed.concept, proposed.specimen, proposed.unit)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _row(*cells: str) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow([_one_line(cell) for cell in cells])
    return written.getvalue()
