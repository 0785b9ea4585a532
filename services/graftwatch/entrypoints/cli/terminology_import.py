"""`graftwatch terminology import`: CDC's organism list beside what is built in; what differs, as lines of codes.csv."""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import click

from graftwatch.adapters.workbook import WorkbookUnreadableError, sheets_of
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.terminology.nhsn_list import ListedTerm, NhsnListError, read_list
from graftwatch.terminology.organism import Organism
from graftwatch.terminology.organisms import resolve
from graftwatch.terminology.site_codes import COLUMNS, ORGANISM, REMARK
from graftwatch.terminology.site_organisms import stated

_BRACKETS: Final = re.compile(r"[()\[\]]")
_SNOMED: Final = "SCT"


@dataclass(frozen=True, slots=True)
class Difference:
    """A listed term that is unknown here, or has other flags here."""

    term: ListedTerm
    built_in: Organism | None


@click.command("import")
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="WORKBOOK.xlsx")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write lines of a codes.csv here.")
@json_option
def command(workbook: Path, out: Path | None, *, as_json: bool) -> None:
    """Compares the organism list that CDC publishes with what is built in.

    Example: graftwatch terminology import NHSN-Organisms.xlsx --out organisms.csv

    Every term that is unknown here, or that has other flags here, is listed with its sheet and row. --out writes these
    as lines of the concept `organism`: check them, and put them into the feed's codes.csv. From then on they win over
    the built-in table, in the service (which takes the changed file while it runs, keeps its text in the journal and
    reads kept messages again) as in `assess --codes`.
    """
    terms = _read(workbook)
    differences = [one for one in map(_compared, terms) if one is not None]
    digest = hashlib.sha256(workbook.read_bytes()).hexdigest()
    if out is not None:
        _write(out, differences, f"{workbook.name}, SHA-256 {digest}: {len(differences)} of {len(terms)} terms")
    if as_json:
        print_json(_document(workbook, digest, terms, differences))
    else:
        _print(workbook, terms, differences)


def _read(workbook: Path) -> tuple[ListedTerm, ...]:
    try:
        return read_list(sheets_of(workbook))
    except NhsnListError as fault:
        raise InputFault(f"{workbook}: {fault}") from None
    except WorkbookUnreadableError as fault:
        raise InputFault(str(fault)) from None


def _compared(term: ListedTerm) -> Difference | None:
    organism = resolve(term.name).organism
    agrees = organism is not None and (organism.common_commensal, organism.mbi) == (term.common_commensal, term.mbi)
    return None if agrees else Difference(term, organism)


def _write(out: Path, differences: Sequence[Difference], remark: str) -> None:
    lines = io.StringIO(newline="")
    lines.write(f"{','.join(COLUMNS)}\n{REMARK}{remark}\n")
    writer = csv.writer(lines, lineterminator="\n")
    for one in differences:
        name = " ".join(_BRACKETS.sub(" ", one.term.name).split())
        organism = stated(name, common_commensal=one.term.common_commensal, mbi=one.term.mbi)
        writer.writerow([one.term.name, "", ORGANISM, "", "", organism])
        if one.term.snomed:
            writer.writerow([one.term.snomed, _SNOMED, ORGANISM, "", "", organism])
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.write(lines.getvalue())
    except FileExistsError:
        raise InputFault(f"{out}: exists already; name another file, nothing is overwritten") from None


def _document(
    workbook: Path, digest: str, terms: Sequence[ListedTerm], differences: Sequence[Difference]
) -> dict[str, object]:
    return {
        "workbook": workbook.name,
        "sha256": digest,
        "terms": len(terms),
        "agree": len(terms) - len(differences),
        "unknown": [asdict(one.term) for one in differences if one.built_in is None],
        "differ": [asdict(one.term) | {"built_in": _flags(one.built_in)} for one in differences if one.built_in],
    }


def _flags(organism: Organism) -> dict[str, str | bool]:
    return {"name": organism.name, "common_commensal": organism.common_commensal, "mbi": organism.mbi}


def _print(workbook: Path, terms: Sequence[ListedTerm], differences: Sequence[Difference]) -> None:
    say(f"{workbook.name}: {len(terms)} terms, {len(terms) - len(differences)} as built in")
    if differences:
        columns = ("sheet", "row", "term", "common commensal", "MBI", "here", "common commensal", "MBI")
        print_table(columns, [_cells(one) for one in differences])


def _cells(one: Difference) -> list[str | int]:
    term, here = one.term, one.built_in
    listed = [_word(said=term.common_commensal), _word(said=term.mbi)]
    ours = [here.name, _word(said=here.common_commensal), _word(said=here.mbi)] if here else ["unknown", "–", "–"]
    return [term.sheet, term.row, term.name, *listed, *ours]


def _word(*, said: bool) -> str:
    return "yes" if said else "no"
