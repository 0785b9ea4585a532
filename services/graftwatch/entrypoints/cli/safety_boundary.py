"""`graftwatch safety boundary`: designs a stopping boundary, sets several side by side, writes one to a protocol file.

The statistics are the safety room's; here they are asked for. How they are printed: `boundary_words`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import click
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from graftwatch.entrypoints.cli.boundary_words import (
    boundary_document,
    comparison_document,
    print_comparison,
    print_one,
)
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.output import json_option, note, print_json, say
from graftwatch.entrypoints.cli.parameters import NumbersParameter, TableParameter, WholeNumbersParameter
from graftwatch.entrypoints.whole_file import replace_whole
from graftwatch.protocol.boundary_section import with_boundary
from graftwatch.protocol.loader import parse_protocol
from graftwatch.protocol.monitoring import Boundary as PlannedBoundary
from graftwatch.safety.boundary import BoundaryRule
from graftwatch.safety.calibration import FAMILIES
from graftwatch.safety.comparison import Comparison, compare
from graftwatch.safety.planned import planned_boundary

PROTOCOL_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
STEP_OF_RATES = 0.05
RATES_BESIDE_P0 = 4


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for, apart from rules."""

    p0: float
    alpha: float
    n: int
    prior: tuple[float, float] | None
    p1: float | None
    looks: tuple[int, ...] | None


@click.command()
@click.option(
    "--rule", "rules", type=click.Choice([rule.value for rule in FAMILIES]), multiple=True,
    help="Kind of boundary; given several times: side by side.",
)  # fmt: skip
@click.option("--table", type=TableParameter(), help="A boundary of one's own: stop at EVENTS among N recipients.")
@click.option("--p0", type=float, required=True, help="Event rate that is still acceptable, 0–1.")
@click.option("--alpha", type=float, required=True, help="Chance to stop although the rate is p0.")
@click.option("--n", "recipients", type=int, required=True, help="Evaluable recipients planned.")
@click.option("--prior", type=NumbersParameter("A,B", 2), help="Beta prior of beta-binomial.")
@click.option("--p1", type=float, help="Unacceptable rate, for sprt.")
@click.option("--looks", type=WholeNumbersParameter("N,N…"), help="The only n to stop at; else every n.")
@click.option("--at", "rates", type=NumbersParameter("P,P…"), help="True rates to say what would happen under.")
@click.option("--write", type=PROTOCOL_FILE, metavar="FILE.toml", help="Write it to this protocol, for --endpoint.")
@click.option("--endpoint", type=click.Choice(["bsi", "rejection"]), help="Whose boundary is written.")
@click.option("--version", help="The protocol's new version, written with it.")
@json_option
def boundary(
    *,
    rules: tuple[str, ...],
    table: dict[int, int] | None,
    p0: float,
    alpha: float,
    recipients: int,
    prior: tuple[float, float] | None,
    p1: float | None,
    looks: tuple[int, ...] | None,
    rates: tuple[float, ...] | None,
    write: Path | None,
    endpoint: str | None,
    version: str | None,
    as_json: bool,
) -> None:
    """A sequential stopping boundary, exact: stop if events ≥ b(n), for n = 1..N evaluable recipients.

    Several --rule (and --table) are set side by side. --write puts one into a protocol file; the rest of it stays.

    Example: graftwatch safety boundary --rule beta-binomial --prior 0.6,2.4 --p0 0.2 --alpha 0.1 --n 30 --at 0.2,0.3
    """
    wish = _Wish(p0, alpha, recipients, prior, p1, looks)
    plans = _plans(wish, rules, table, endpoint or "bsi")
    _check_writing(write, endpoint, version, len(plans))
    try:
        boundaries = [planned_boundary(plan) for plan in plans]
        spent = compare(boundaries, (p0,))
        compared = compare(boundaries, rates or _rates(p0, alone=len(plans) == 1))
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    written = _write(write, plans[0], version) if write else None
    if as_json:
        print_json(_document(compared, spent) | ({"written": written} if written else {}))
        return
    if len(plans) == 1:
        print_one(compared.alternatives[0], spent.alternatives[0].under[0], alpha)
    else:
        print_comparison(compared, spent, alpha)
    if written:
        say(f"written to {written['file']}: the boundary of {written['endpoint']}, version {written['version']!r}")


def _plans(wish: _Wish, rules: tuple[str, ...], table: dict[int, int] | None, endpoint: str) -> list[PlannedBoundary]:
    """One plan for each rule, as a protocol file would hold it."""
    wanted = [*dict.fromkeys(rules), *([BoundaryRule.TABLE.value] if table else [])]
    if not wanted:
        raise click.UsageError("say which boundary: one --rule or several, or --table N:EVENTS,…")
    for name, given, rule in (("--prior", wish.prior, "beta-binomial"), ("--p1", wish.p1, "sprt")):
        if (given is not None) != (rule in wanted):
            raise click.UsageError(f"{name} belongs to {rule}, which needs it, and to no other rule")
    if wish.looks is not None and wanted == [BoundaryRule.TABLE.value]:
        raise click.UsageError("--looks belongs to a calibrated rule; a table looks at its own n")
    try:
        return [_plan(wish, rule, table, endpoint) for rule in wanted]
    except ValidationError as fault:
        raise click.UsageError("; ".join(_in_words(one) for one in fault.errors())) from None


def _in_words(fault: ErrorDetails) -> str:
    """The protocol's own words, with its keys as the options they came from."""
    option = f"--{fault['loc'][0]}: " if fault["loc"] else ""
    return option + re.sub(r"`(\w+)`", r"--\1", fault["msg"].removeprefix("Value error, "))


def _plan(wish: _Wish, rule: str, table: dict[int, int] | None, endpoint: str) -> PlannedBoundary:
    own = rule == BoundaryRule.TABLE
    return PlannedBoundary.model_validate(
        {
            "endpoint": endpoint,
            "rule": rule,
            "p0": wish.p0,
            "alpha": wish.alpha,
            "n": wish.n,
            "prior": wish.prior if rule == BoundaryRule.BETA_BINOMIAL else None,
            "p1": wish.p1 if rule == BoundaryRule.SPRT else None,
            "table": table if own else None,
            "looks": None if own else wish.looks,
        }
    )


def _check_writing(write: Path | None, endpoint: str | None, version: str | None, plans: int) -> None:
    if write is None:
        if endpoint is not None or version is not None:
            raise click.UsageError("--endpoint and --version belong to --write FILE.toml")
        return
    if endpoint is None:
        raise click.UsageError("--write needs --endpoint bsi or --endpoint rejection")
    if plans > 1:
        raise click.UsageError("--write takes one boundary: leave one --rule, or --table alone")


def _rates(p0: float, *, alone: bool) -> tuple[float, ...]:
    """Under p0 alone, or for a comparison under p0 and some rates above it."""
    if alone:
        return (p0,)
    above = (round(p0 + STEP_OF_RATES * step, 10) for step in range(1, RATES_BESIDE_P0 + 1))
    return (p0, *(rate for rate in above if rate < 1.0))


def _document(compared: Comparison, spent: Comparison) -> dict[str, object]:
    if len(compared.alternatives) == 1:
        return boundary_document(compared.alternatives[0], spent.alternatives[0].under[0])
    return comparison_document(compared, spent)


def _write(path: Path, plan: PlannedBoundary, version: str | None) -> dict[str, object]:
    """Writes the plan, and says on standard error what a person still has to do about the version."""
    try:
        text = path.read_bytes().decode("utf-8")  # not read_text, which would change the line ends
    except UnicodeDecodeError as fault:
        raise InputFault(f"{path}: byte {fault.start} is not UTF-8; save the file as UTF-8") from None
    before = parse_protocol(text, path.name)
    amended = with_boundary(text, path.name, plan, version)
    after = parse_protocol(amended, path.name)
    is_changed = after.boundaries != before.boundaries
    if amended != text:
        try:
            replace_whole(path, amended)
        except OSError as fault:
            raise InputFault(f"{path}: cannot be written: {fault.strerror}") from None
    if is_changed and after.version == before.version:
        note(
            f"{path.name}: the version is still {after.version!r}. A running protocol that changes needs a new one: "
            "raise `version` in the file, or give a higher --version"
        )
    return {
        "file": str(path),
        "endpoint": plan.endpoint,
        "version": after.version,
        "is_changed": is_changed,
        "is_version_raised": after.version != before.version,
    }
