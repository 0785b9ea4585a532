"""The organism list that CDC publishes as a workbook: its terms with their flags, read from sheets of cells.

Source: the NHSN organism list with its sheets "All Organisms", "Common Commensals", "MBI Organisms" and others. Where
the flags stand has changed with the years, so all places are read: a sheet of that name holds only such terms, a
column of that name marks them, a category names them ("ALL/CC/MBI/UTI"). The header may stand below a title. Reading
the file itself is the caller's business.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

Rows = Sequence[Sequence[str]]

# Above a header stand titles and remarks; a sheet whose header is further down is none of the list.
HEADER_WITHIN_ROWS: Final = 40
# The list has some 2,300 terms; more rows than this are another workbook.
MOST_ROWS: Final = 50_000
_YES: Final = frozenset({"1", "1.0", "y", "yes", "x", "true", "cc", "mbi", "✓", "✔"})
_NOT_SIGNS: Final = re.compile(r"[^a-z0-9]")
_TOKENS: Final = re.compile(r"[^A-Za-z]+")
_EXPECTED: Final = 'a column "NHSN Display Name", "Organism Name" or "Pathogen"'


class NhsnListError(ValueError):
    """The workbook cannot be used; the message names the place and the mend."""


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """One term of the list, and where it stands."""

    name: str
    snomed: str | None
    common_commensal: bool
    mbi: bool
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class _Columns:
    name: int
    snomed: int | None
    category: int | None
    commensal: int | None
    mbi: int | None


@dataclass(slots=True)
class _Found:
    terms: dict[str, ListedTerm] = field(default_factory=dict)
    says_commensal: bool = False
    says_mbi: bool = False


def read_list(sheets: Mapping[str, Rows]) -> tuple[ListedTerm, ...]:
    """The terms of all sheets, each once with the flags that any sheet gives it, in their order.

    Raises:
        NhsnListError: there are no names, or nothing says which terms are commensals or MBI organisms.
    """
    found = _Found()
    for sheet, rows in sheets.items():
        _take_sheet(found, sheet, rows)
    looked = ", ".join(repr(sheet) for sheet in sheets) or "none"
    if not found.terms:
        raise NhsnListError(f"no sheet holds organisms ({looked}): the header row must have {_EXPECTED}")
    for said, what, mark in (
        (found.says_commensal, "Common Commensals", "CC"),
        (found.says_mbi, "MBI Organisms", "MBI"),
    ):
        if not said:
            raise NhsnListError(
                f"nothing says which terms are {what} (sheets: {looked}): it needs a sheet or a column of that name, "
                f'or a category column with "{mark}"'
            )
    return tuple(found.terms.values())


def _take_sheet(found: _Found, sheet: str, rows: Rows) -> None:
    if len(rows) > MOST_ROWS:
        raise NhsnListError(f"sheet {sheet!r} has more than {MOST_ROWS} rows: this is no organism list")
    all_commensal, all_mbi = _of_sheet(sheet)
    place, columns = _header(rows)
    if columns is None:
        if all_commensal or all_mbi:
            raise NhsnListError(
                f"sheet {sheet!r} has no header with names in its first {HEADER_WITHIN_ROWS} rows: it needs {_EXPECTED}"
            )
        return
    found.says_commensal |= all_commensal or columns.commensal is not None or columns.category is not None
    found.says_mbi |= all_mbi or columns.mbi is not None or columns.category is not None
    for term in _terms(sheet, rows, place, columns):
        _keep(found, replace(term, common_commensal=term.common_commensal or all_commensal, mbi=term.mbi or all_mbi))


def _keep(found: _Found, term: ListedTerm) -> None:
    key = " ".join(term.name.split()).casefold()
    held = found.terms.get(key)
    if held is None:
        found.terms[key] = term
        return
    found.terms[key] = replace(
        held,
        snomed=held.snomed or term.snomed,
        common_commensal=held.common_commensal or term.common_commensal,
        mbi=held.mbi or term.mbi,
    )


def _of_sheet(sheet: str) -> tuple[bool, bool]:
    plain = _plain(sheet)
    return "commensal" in plain or plain == "cc", "mbi" in plain or "mucosal" in plain


def _header(rows: Rows) -> tuple[int, _Columns | None]:
    for place, cells in enumerate(rows[:HEADER_WITHIN_ROWS]):
        columns = _columns([_plain(cell) for cell in cells])
        if columns is not None:
            return place, columns
    return 0, None


def _columns(headings: Sequence[str]) -> _Columns | None:
    """The columns of a header row; a row with one heading alone is a title, unless it is all there is."""
    names = [place for place, heading in enumerate(headings) if _is_name(heading)]
    if not names or (len(headings) > 1 and sum(1 for heading in headings if heading) == 1):
        return None
    names.sort(key=lambda place: ("snomed" in headings[place], "name" not in headings[place], place))
    return _Columns(
        name=names[0],
        snomed=_first(headings, lambda heading: "snomed" in heading and ("code" in heading or "id" in heading)),
        category=_first(headings, lambda heading: "category" in heading or heading.endswith("type")),
        commensal=_first(headings, lambda heading: "commensal" in heading or heading == "cc"),
        mbi=_first(headings, lambda heading: heading.startswith("mbi") or "mucosal" in heading),
    )


def _is_name(heading: str) -> bool:
    if any(word in heading for word in ("code", "type", "category", "commensal", "mbi", "mucosal")):
        return False
    of_organism = heading in {"organism", "organisms", "pathogen", "pathogens", "name"}
    return of_organism or heading.endswith(("name", "description", "term")) or heading.startswith("organismname")


def _first(headings: Sequence[str], fits: Callable[[str], bool]) -> int | None:
    return next((place for place, heading in enumerate(headings) if fits(heading)), None)


def _terms(sheet: str, rows: Rows, header: int, columns: _Columns) -> Iterator[ListedTerm]:
    for number, cells in enumerate(rows[header + 1 :], start=header + 2):
        name = " ".join(_cell(cells, columns.name).split())
        if not name:
            continue
        category = {token.casefold() for token in _TOKENS.split(_cell(cells, columns.category))}
        snomed = _cell(cells, columns.snomed).removesuffix(".0")
        yield ListedTerm(
            name,
            snomed if snomed.isdigit() else None,
            "cc" in category or _is_yes(_cell(cells, columns.commensal)),
            "mbi" in category or _is_yes(_cell(cells, columns.mbi)),
            sheet,
            number,
        )


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _is_yes(value: str) -> bool:
    return value.casefold() in _YES


def _plain(heading: str) -> str:
    return _NOT_SIGNS.sub("", heading.casefold())
