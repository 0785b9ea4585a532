"""`graftwatch terminology`: what an organism name is taken for, and the list of concepts that codes map to."""

import sys
from collections.abc import Iterable, Iterator

import click

from graftwatch.entrypoints.cli.output import json_option, print_json, print_table
from graftwatch.terminology.concepts import DEFINITIONS
from graftwatch.terminology.organism import Resolution
from graftwatch.terminology.organisms import resolve


@click.group()
def command() -> None:
    """What an organism name is taken for, and which concepts codes can map to."""


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME… | -")
@json_option
def organism(names: tuple[str, ...], *, as_json: bool) -> None:
    """What laboratory words for an organism are taken for; `-` reads one name a line from standard input.

    Example: graftwatch terminology organism "Staph. epidermidis" "GPC in clusters"

    The answer is JSON with --json and in a pipe, a table on a terminal.
    """
    answers = [_answer(name, resolve(name)) for name in _names(names)]
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
