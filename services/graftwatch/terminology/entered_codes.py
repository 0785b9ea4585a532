"""Mappings that people entered one by one, beside a site's own file of codes: as a file of the same form, and merged.

The site's file wins: a code that it maps (for the same system, or for any) is not mapped by what was entered, so that
nobody overrules a reviewed file from a form. Above each entered line stands who entered it, and when, as a remark.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Final

from graftwatch.terminology.site_codes import COLUMNS, ORGANISM, REMARK, SiteCodes

ENTERED: Final = f"{REMARK}entered"


@dataclass(frozen=True, slots=True)
class EnteredMapping:
    """One mapping: the columns of a codes.csv, then who entered it, and when (ISO 8601)."""

    code: str
    system: str
    concept: str
    specimen: str = ""
    unit: str = ""
    organism: str = ""
    by: str = ""
    at: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The line of a codes.csv."""
        return astuple(self)[: len(COLUMNS)]

    def is_of(self, other: "EnteredMapping") -> bool:
        """Whether both map the same code."""
        return _key(self) == _key(other)

    def codes(self) -> SiteCodes:
        """The mapping as a site's codes.

        Raises:
            SiteCodesError: with every fault of the line.
        """
        return SiteCodes.parse(_csv([COLUMNS, self.columns]), "the mapping")


def entered_csv(mappings: Iterable[EnteredMapping]) -> str:
    """The file of mappings; a codes.csv."""
    lines: list[tuple[str, ...]] = [COLUMNS]
    for one in mappings:
        lines += [(ENTERED, one.by, one.at), one.columns]
    return _csv(lines)


def entered_mappings(text: str) -> list[EnteredMapping]:
    """The mappings of a file, in its order.

    >>> one = EnteredMapping("BCX", "L", "blood_culture", by="lab, night", at="2026-06-01T10:00:00+09:00")
    >>> entered_mappings(entered_csv([one])) == [one]
    True
    """
    found: list[EnteredMapping] = []
    who = ("", "")
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""))):
        if cells and cells[0] == ENTERED:
            who = (cells[1], cells[2]) if len(cells) > 2 else ("", "")  # noqa: PLR2004 - the remark, who, when
        elif number and len(cells) == len(COLUMNS):
            found.append(EnteredMapping(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], *who))
            who = ("", "")
    return found


def merged(own: str | None, mappings: Iterable[EnteredMapping], source_name: str) -> str | None:
    """A site's file with what was entered behind it; the file as it is where nothing was entered.

    Raises:
        SiteCodesError: the site's file has faults.
    """
    entered = list(mappings)
    if not entered:
        return own
    codes = SiteCodes() if own is None else SiteCodes.parse(own, source_name)
    added = [one.columns for one in entered if not is_overruled(one, codes)]
    return _csv([COLUMNS, *([] if own is None else _lines(own)), *added])


def is_overruled(one: EnteredMapping, own: SiteCodes) -> bool:
    """Whether a site's own file says itself what a code means."""
    if one.concept.casefold() == ORGANISM:
        return own.organism(one.code, one.system or None) is not None
    return own.meaning(one.code, one.system or None) is not None


def mapped_by(text: str | None) -> list[tuple[str, ...]]:
    """The lines of a codes.csv, each with all columns; none of none."""
    return [] if text is None else list(_lines(text))


def _lines(text: str) -> Iterator[tuple[str, ...]]:
    header: list[str] | None = None
    for cells in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        if not any(cell.strip() for cell in cells) or cells[0].startswith(REMARK):
            continue
        if header is None:
            header = [cell.strip().casefold() for cell in cells]
            continue
        said = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        yield tuple(said.get(column, "") for column in COLUMNS)


def _key(one: EnteredMapping) -> tuple[str, str, bool]:
    return " ".join(one.code.split()).casefold(), one.system.strip().casefold(), one.concept.casefold() == ORGANISM


def _csv(lines: Iterable[Iterable[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue()
