"""A site's own codes: the file `codes.csv`, read as a whole or refused with all its faults.

Columns: code, system, concept, specimen, unit, organism. `system` is what stands in OBX-3.3 or OBR-4.3; empty means
any. `concept` is one of the published list. `specimen` (for a temperature: the body site) and `unit` fill in what the
feed leaves out. Of the concept `organism`, `code` is what the laboratory sends in OBX-5, its code or (without a
system) its words, and `organism` what it stands for (site_organisms.py). A site's mapping wins over the built-in
tables. A line that begins with "# " is a remark (a code may begin with #, so the blank belongs to it). Reading the
file is the caller's business.
"""

import csv
import difflib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.code_systems import code_system
from graftwatch.terminology.concepts import Concept, Kind, Specimen, definition
from graftwatch.terminology.meanings import Meaning, TemperatureSite
from graftwatch.terminology.organisms import resolve
from graftwatch.terminology.site_organisms import HOW_TO_STATE_FLAGS, canonical_of_stated
from graftwatch.terminology.units import is_convertible

COLUMNS: Final = ("code", "system", "concept", "specimen", "unit", "organism")
ORGANISM: Final = "organism"
REMARK: Final = "# "


@dataclass(frozen=True, slots=True)
class SiteCodesFault:
    """One fault of the file: where it is and how to mend it."""

    line: int
    message: str


class SiteCodesError(ValueError):
    """The file is refused; `faults` lists everything wrong with it, in the order of its lines."""

    def __init__(self, source_name: str, faults: Iterable[SiteCodesFault]) -> None:
        self.source_name = source_name
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(f"{source_name}:{fault.line}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class SiteCodes:
    """The codes of one site, by code and system; equal files are equal values.

    Attributes:
        rows: what a code means.
        organisms: the canonical name of the organism that a code, or words, in a result stand for.
    """

    rows: Mapping[tuple[str, str], Meaning] = field(default_factory=lambda: MappingProxyType({}))
    organisms: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def parse(cls, csv_text: str, source_name: str) -> "SiteCodes":
        """The file's codes; raises SiteCodesError with every fault of the file."""
        return _Reading(source_name).read(csv_text)

    def meaning(self, code: str, system: str | None) -> Meaning | None:
        """What the site says the code means: its row for that system first, then its row for any system."""
        named = self.rows.get((code, _system_key(system)))
        return named if named is not None else self.rows.get((code, ""))

    def organism(self, code: str, system: str | None) -> str | None:
        """The canonical name of the organism that the site says a code or words in a result stand for."""
        if not self.organisms or not code:
            return None
        named = self.organisms.get((_words_key(code), _known_system_key(system)))
        return named if named is not None else self.organisms.get((_words_key(code), ""))


def _words_key(code: str) -> str:
    return " ".join(code.split()).casefold()


def _known_system_key(system: str | None) -> str:
    """One key for all names of a published code system."""
    known = code_system(system) if system else None
    return known.value if known is not None else _system_key(system)


def _quoted(name: str) -> str:
    """A column's name, unless it looks like data: then a wrong file was given, and it may hold anything."""
    return repr(name) if name.isalpha() or not name else "no name"


def _system_key(system: str | None) -> str:
    return (system or "").strip().casefold()


class _Reading:
    """One pass over the file, collecting rows and faults."""

    def __init__(self, source_name: str) -> None:
        self._source_name = source_name
        self._faults: list[SiteCodesFault] = []
        self._rows: dict[tuple[str, str], Meaning] = {}
        self._organisms: dict[tuple[str, str], str] = {}
        self._lines: dict[tuple[str, ...], int] = {}

    def read(self, csv_text: str) -> SiteCodes:
        for line, cells in self._records(csv_text):
            self._take(line, cells)
        if self._faults:
            raise SiteCodesError(self._source_name, self._faults)
        return SiteCodes(MappingProxyType(self._rows), MappingProxyType(self._organisms))

    def _fault(self, line: int, message: str) -> None:
        self._faults.append(SiteCodesFault(line, message))

    def _records(self, csv_text: str) -> Iterator[tuple[int, dict[str, str]]]:
        reader = csv.reader(io.StringIO(csv_text.removeprefix("\ufeff"), newline=""), strict=True)
        header: list[str] | None = None
        start = 1
        try:
            for cells in reader:
                line, start = start, reader.line_num + 1
                if not any(cell.strip() for cell in cells) or cells[0].startswith(REMARK):
                    continue
                if header is None:
                    header = self._header(line, cells)
                    if not header:
                        return
                elif len(cells) > len(header):
                    self._fault(line, f"{len(cells)} columns where the header has {len(header)}; quote commas")
                else:
                    filled = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
                    yield line, dict(zip(header, filled, strict=True))
        except csv.Error as error:
            self._fault(start, f"not CSV: {error}")
        if header is None and not self._faults:
            self._fault(1, f"empty; the first line must be {','.join(COLUMNS)}")

    def _header(self, line: int, cells: list[str]) -> list[str]:
        header = [cell.strip().casefold() for cell in cells]
        faults = [f"column {name!r} is missing" for name in ("code", "concept") if name not in header]
        unknown = [(number, name) for number, name in enumerate(header, start=1) if name not in COLUMNS]
        faults += [f"column {number} ({_quoted(name)}) is unknown" for number, name in unknown]
        faults += [f"column {name!r} stands twice" for name in COLUMNS if header.count(name) > 1]
        for message in faults:
            self._fault(line, f"{message}; the first line must be {','.join(COLUMNS)}")
        return [] if faults else header

    def _take(self, line: int, cells: dict[str, str]) -> None:
        faults_before = len(self._faults)
        code = cells["code"]
        if not code:
            self._fault(line, "code is empty")
        if cells["concept"].casefold() == ORGANISM:
            self._take_organism(line, cells)
            return
        if cells.get(ORGANISM):
            self._fault(line, f"an organism stands in a line of {cells['concept']!r}; its concept must be {ORGANISM}")
        concept = self._concept(line, cells["concept"])
        if concept is not None:
            read = self._meaning(line, concept, cells)
            if len(self._faults) == faults_before:
                self._keep(line, (code, _system_key(cells.get("system"))), read)

    def _take_organism(self, line: int, cells: dict[str, str]) -> None:
        stated = cells.get(ORGANISM, "")
        canonical = canonical_of_stated(stated) or _name_of(stated)
        if canonical is None:
            self._fault(line, f"organism {stated!r} is none that anybody knows; write {HOW_TO_STATE_FLAGS}")
        elif cells["code"]:
            key = (_words_key(cells["code"]), _known_system_key(cells.get("system")))
            if self._is_first(line, cells["code"], (ORGANISM, *key)):
                self._organisms[key] = canonical

    def _concept(self, line: int, value: str) -> Concept | None:
        try:
            return Concept(value.casefold())
        except ValueError:
            near = difflib.get_close_matches(value.casefold(), list(Concept), n=1)
            mend = f"did you mean {near[0]}?" if near else "`graftwatch terminology concepts` lists them all"
            self._fault(line, f"concept {value!r} is not in the published list; {mend}")
            return None

    def _meaning(self, line: int, concept: Concept, cells: dict[str, str]) -> Meaning:
        unit = cells.get("unit") or None
        if unit is not None and not is_convertible(unit, concept):
            self._fault(line, f"unit {unit!r} does not fit {concept.value}")
        row = definition(concept)
        # A culture "of blood" says what was drawn by itself; of anything else the message decides.
        of_blood = row.kind is Kind.MICROBIOLOGY and row.specimen is Specimen.BLOOD
        base = replace(
            Meaning.of(concept, concept.value, specimen=row.specimen if of_blood else None), default_unit=unit
        )
        specimen = cells.get("specimen", "").casefold()
        if not specimen:
            return base
        if concept is Concept.TEMPERATURE:
            return self._with_temperature_site(line, base, specimen)
        named = Specimen(specimen) if specimen in frozenset(Specimen) else Specimen.OTHER
        if of_blood and named is not Specimen.BLOOD:
            self._fault(line, f"specimen {specimen!r} does not fit {concept.value}: leave it empty, or map to culture")
        return replace(base, specimen=named)

    def _with_temperature_site(self, line: int, base: Meaning, site: str) -> Meaning:
        if site not in frozenset(TemperatureSite):
            self._fault(line, f"specimen {site!r} of a temperature is its body site: {', '.join(TemperatureSite)}")
            return base
        return replace(base, temperature_site=TemperatureSite(site))

    def _keep(self, line: int, key: tuple[str, str], read: Meaning) -> None:
        if self._is_first(line, key[0], key):
            self._rows[key] = read

    def _is_first(self, line: int, code: str, key: tuple[str, ...]) -> bool:
        if key in self._lines:
            self._fault(line, f"code {code!r} of this system already stands in line {self._lines[key]}")
            return False
        self._lines[key] = line
        return True


def _name_of(stated: str) -> str | None:
    organism = resolve(stated).organism if stated else None
    return organism.name if organism is not None else None
