"""`graftwatch terminology`: what an organism name is taken for; the concepts, codes and units that are understood."""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final

import click

from graftwatch.entrypoints.cli import terminology_import
from graftwatch.entrypoints.cli.output import json_option, print_json, print_table, say
from graftwatch.terminology.concepts import DEFINITIONS, Concept, definition
from graftwatch.terminology.cpt import CPT
from graftwatch.terminology.jlac10 import ANALYTES, MATERIALS, WHOLE_CODES, jlac10_meaning
from graftwatch.terminology.loinc import LOINC
from graftwatch.terminology.meanings import Meaning
from graftwatch.terminology.organism import Resolution
from graftwatch.terminology.organisms import resolve
from graftwatch.terminology.plausibility import LIMITS
from graftwatch.terminology.unit_tables import DIMENSIONS, spellings_of

BARE_CODE: Final = re.compile(r"(?:(?:snomed(?: ct)?|sct|janis)(?: code)?[ :]*)?(\d{4}|\d{6,18})", re.IGNORECASE)
"""A code in the place of a name: four digits are JANIS's, more are SNOMED CT's, whichever word stands before them."""
JANIS_DIGITS: Final = 4


@click.group()
def command() -> None:
    """What an organism name is taken for; the concepts, codes and units that are understood."""


command.add_command(terminology_import.command)


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME… | -")
@json_option
def organism(names: tuple[str, ...], *, as_json: bool) -> None:
    """What laboratory words or codes for an organism are taken for; `-` reads one a line from standard input.

    A bare number of four digits is looked up as a JANIS code, a longer one as a SNOMED CT id.

    Example: graftwatch terminology organism "Staph. epidermidis" "GPC in clusters"

    The answer is JSON with --json and in a pipe, a table on a terminal.
    """
    answers = [_answer(name, _resolved(name)) for name in _names(names)]
    if as_json or not sys.stdout.isatty():
        print_json(answers)
        return
    print_table(
        ("input", "organism", "SNOMED CT", "common commensal", "MBI", "status"),
        [[_word(value) for value in answer.values()] for answer in answers],
    )


def _names(given: Iterable[str]) -> Iterator[str]:
    for name in given:
        if name == "-":
            yield from (line.strip() for line in click.get_text_stream("stdin", "utf-8") if line.strip())
        else:
            yield name


def _resolved(name: str) -> Resolution:
    bare = BARE_CODE.fullmatch(name.strip())
    if bare is None:
        return resolve(name)
    code = bare[1]
    return resolve(None, [(code, "JANIS" if len(code) == JANIS_DIGITS else "SCT")])


def _answer(name: str, found: Resolution) -> dict[str, str | bool | None]:
    known = found.organism
    return {
        "input": name,
        "name": known.name if known else None,
        "snomed": known.snomed if known else None,
        "common_commensal": known.common_commensal if known else None,
        "mbi": known.mbi if known else None,
        "status": found.status.value,
    }


def _word(value: str | bool | None) -> str:  # noqa: FBT001 - a cell, not a switch
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "–"


@command.command()
@json_option
def concepts(*, as_json: bool) -> None:
    """The published list of concepts, for the `concept` column of a site's codes.csv.

    Example: graftwatch terminology concepts --json
    """
    rows = [
        {
            "concept": concept.value,
            "kind": row.kind.value,
            "unit": row.unit,
            "specimen": row.specimen.value if row.specimen else None,
            "analyte": row.analyte.value if row.analyte else None,
            "timing": row.timing.value if row.timing else None,
        }
        for concept, row in DEFINITIONS.items()
    ]
    if as_json:
        print_json(rows)
    else:
        print_table(tuple(rows[0]), [list(row.values()) for row in rows])


@command.command()
@click.option(
    "--concept",
    type=click.Choice([one.value for one in Concept]),
    metavar="CONCEPT",
    help="Only the codes of this concept.",
)
@json_option
def codes(*, concept: str | None, as_json: bool) -> None:
    """The codes that are understood without a codes.csv: LOINC, CPT, and JLAC10 by its parts.

    A sign that may be anything stands as "?": the method of a JLAC10 code.

    Example: graftwatch terminology codes --concept tacrolimus
    """
    rows = [one for one in _codes() if concept is None or one["concept"] == concept]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(tuple(rows[0]), [list(row.values()) for row in rows])
    else:
        say(f"no published code means {concept}; map the site's own in codes.csv")


def _codes() -> Iterator[dict[str, str | None]]:
    yield from (_code(code, "LN", means) for code, means in LOINC.items())
    yield from (_code(code, "C4", means) for code, means in CPT.items())
    yield from (_code(code, "JC10", means) for code, means in WHOLE_CODES.items())
    for analyte in ANALYTES:
        for material in MATERIALS:
            means = jlac10_meaning(f"{analyte}0000{material}00001")
            if means is not None:
                yield _code(f"{analyte}0000{material}???01", "JC10", means)


def _code(code: str, system: str, means: Meaning) -> dict[str, str | None]:
    specimen = means.temperature_site or means.specimen
    return {
        "code": code,
        "system": system,
        "concept": means.concept.value,
        "specimen": specimen.value if specimen else None,
        "unit": means.usual_unit,
        "name": means.name,
    }


@command.command()
@click.argument("concept", type=click.Choice([one.value for one in DIMENSIONS]), metavar="CONCEPT")
@json_option
def units(*, concept: str, as_json: bool) -> None:
    """The units that values of a concept can come in, as laboratories write them, and what a body can have.

    Upper and lower case, blanks, full-width signs and either micro sign make no difference.

    Example: graftwatch terminology units wbc
    """
    which = Concept(concept)
    canonical, limits = definition(which).unit, LIMITS[which]
    spellings = sorted({spelling for spelling, _ in spellings_of(DIMENSIONS[which])})
    if as_json:
        possible = [str(limits.low), str(limits.high)]
        print_json({"concept": concept, "unit": canonical, "possible": possible, "spellings": spellings})
        return
    say(f"{concept} in {canonical}; possible from {limits.low} to {limits.high}: {limits.reason}")
    say(", ".join(spellings))
