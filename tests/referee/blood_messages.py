"""Reports on blood as laboratories write them: one order a draw, one order a bottle, or without SPM as in v2.3.

Two bottles of one draw share the specimen number. A report is a snapshot: each version replaces the one before.
"""

from collections.abc import Iterator
from random import Random

from tests.referee.history import Blood, Report
from tests.referee.organisms import Organism
from tests.referee.sender import Sender

_CULTURES = ("600-7^Bacteria identified in Blood by Culture^LN", "BC^Blood culture^99LAB", "11475-1^Culture^LN")
_AEROBIC = "17928-3^Bacteria identified in Blood by Aerobe culture^LN"
_ANAEROBIC = "17934-1^Bacteria identified in Blood by Anaerobe culture^LN"
_NCT = "BLDPCR^Sepsis panel^99LAB"
Found = tuple[Organism, int]


def blood_messages(sender: Sender, blood: Blood, random: Random) -> Iterator[str]:
    """The messages about one specimen, one a version of its report."""
    habit = random.choice(("specimen", "specimen", "bottles", "old")) if blood.method == "culture" else "specimen"
    code = random.choice(_CULTURES) if blood.method == "culture" else _NCT
    in_second_bottle = {one for report in blood.reports for one, _ in report.found if random.random() < 0.5}
    for version, report in enumerate(blood.reports):
        if habit == "bottles":
            first = [one for one in report.found if one[0] not in in_second_bottle]
            second = [one for one in report.found if one[0] in in_second_bottle]
            segments = [*_order(sender, blood, report, _AEROBIC, first, "-1")]
            segments += _order(sender, blood, report, _ANAEROBIC, second, "-2")
        else:
            segments = [*_order(sender, blood, report, code, list(report.found), "", old=habit == "old")]
        yield sender.message(f"{blood.number}-{version}", report.stated, "ORU^R01^ORU_R01", *segments)


def _order(
    sender: Sender, blood: Blood, report: Report, code: str, found: list[Found], bottle: str, *, old: bool = False
) -> Iterator[str]:
    """One OBR with its results and, but for old systems, the specimen."""
    drawn, key = sender.clock.hl7(blood.collected), f"{sender.subject}-{blood.number}"
    fields = [""] * 26
    fields[0], fields[1], fields[2], fields[3], fields[4] = "OBR", "1", f"O{key}", f"F{key}{bottle}", code
    fields[7], fields[22], fields[24], fields[25] = drawn, sender.clock.hl7(report.stated), "MB", report.status
    if old:
        fields[15] = "BLD^Blood"
    yield "|".join(fields)
    for place, (kind, value, status) in enumerate(_results(report, found), 1):
        yield f"OBX|{place}|{kind}|{code}|{place}|{value}||||||{status}|||{drawn}"
    if not old:
        yield f"SPM|1|{key}||119297000^Blood specimen^SCT|||||||||||||{drawn}"


def _results(report: Report, found: list[Found]) -> list[tuple[str, str, str]]:
    if not found:
        return [("ST", "No growth", report.status)]
    return [
        ("CWE", one.spellings[spelling], "P" if one in report.pending else report.status) for one, spelling in found
    ]
