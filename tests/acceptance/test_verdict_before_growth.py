"""A person refutes a notice of fever beside a pending culture; the same culture turns positive.

The notice and the growth bear one name. "Refuted" said before anybody had stated growth is about the fever; taken for
the growth it would be a missed page. Cases on both sides of the minute in which growth was first stated.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.findings import Severity
from graftwatch.paging import Page
from hl7_by_hand import Report, assess, culture, events, report_of, said
from hl7_by_hand import temperature as fever_at

FEVER = fever_at("0604 1000", "38.6")
PENDING = culture("0604 1000", "No growth to date", status="P", reported="0605 0800")
GROWS = culture("0604 1000", "Growth of Gram negative rods", status="P", reported="0606 0800")
COLI = culture("0604 1000", "Escherichia coli", reported="0608 0800")


def refuted(folder: Path, at: str, *messages: str, verdict: str = "refuted") -> Report:
    """What is said after a verdict of that June time on the notice, which the first two messages make."""
    now = "2026-06-05T09:00:00+09:00"
    (notice,) = report_of(assess(folder / "before", [FEVER, PENDING], now=now))["recipients"][0]["signals"]
    assert notice["kind"] == "bsi.fever_with_culture"
    given = said("adjudicate", at=f"2026-06-{at}:00+09:00", event=notice["id"], verdict=verdict)
    now = "2026-06-09T09:00:00+09:00" if messages else "2026-06-06T09:00:00+09:00"
    return report_of(assess(folder / "after", [FEVER, PENDING, *messages], decisions=[given], now=now))


@pytest.mark.parametrize("verdict", ["refuted", "contaminant"])
def test_it_closes_the_notice(tmp_path: Path, verdict: str) -> None:
    (signal,) = refuted(tmp_path, "05T10:00", verdict=verdict)["recipients"][0]["signals"]
    assert signal["status"] == "closed"
    assert signal["closed_because"].startswith(f"{verdict} by a person on 2026-06-05")


SIDES = [
    pytest.param("05T10:00", [GROWS], "suspected", id="the day before growth was stated"),
    pytest.param("06T07:59", [GROWS], "suspected", id="the minute before"),
    pytest.param("06T08:00", [GROWS], "refuted", id="the minute in which it was stated"),
    pytest.param("06T07:59", [GROWS, COLI], "confirmed", id="the minute before, and the final report"),
    pytest.param("06T08:01", [GROWS, COLI], "refuted", id="the growth was known, the final report said more of it"),
    pytest.param("07T08:00", [COLI], "confirmed", id="a first report that is final"),
    pytest.param("08T08:00", [COLI], "refuted", id="the minute of a first report that is final"),
]


@pytest.mark.parametrize("verdict", ["refuted", "contaminant"])
@pytest.mark.parametrize(("at", "messages", "status"), SIDES)
def test_it_holds_for_growth_that_was_stated(
    tmp_path: Path, at: str, messages: list[str], status: str, verdict: str
) -> None:
    (found,) = events(refuted(tmp_path, at, *messages, verdict=verdict))
    assert found["status"] == (verdict if status == "refuted" else status)
    not_applied = [one for one in found["explanation"] if one.startswith("not applied, since it was given before")]
    assert len(not_applied) == (0 if status == "refuted" else 1)


def test_a_second_matching_set_opens_again_what_was_called_a_contaminant_before_it_grew(tmp_path: Path) -> None:
    first = culture("0604 1000", "Staphylococcus epidermidis", reported="0606 0800")
    second = culture("0604 1010", "Staphylococcus epidermidis", specimen="B1", reported="0608 0800")
    (alone,) = events(report_of(assess(tmp_path / "alone", [FEVER, first])))
    given = said("adjudicate", at="2026-06-06T12:00:00+09:00", event=alone["id"], verdict="contaminant")
    (pair,) = events(report_of(assess(tmp_path / "pair", [FEVER, first, second], decisions=[given])))
    assert (pair["id"], pair["status"], pair["criterion"]) == (alone["id"], "confirmed", "LCBI-2")
    later = said("adjudicate", at="2026-06-08T12:00:00+09:00", event=alone["id"], verdict="contaminant")
    (decided,) = events(report_of(assess(tmp_path / "decided", [FEVER, first, second], decisions=[given, later])))
    assert decided["status"] == "contaminant"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Embedded]:
    one = Embedded(tmp_path)
    yield one
    one.close()


def report(control_id: str, day: int, words: str, status: str) -> bytes:
    return blood_culture(control_id, tokyo(day, 8), collected_at=tokyo(4, 10), said=words, status=status)


def pages(found: list[Page]) -> list[str]:
    return [one.kind for one in found if one.severity is Severity.PAGE]


@pytest.mark.parametrize("refuses", [True, False], ids=["refuted", "nobody refuted it"])
def test_growth_is_paged_once_whether_the_notice_was_refuted_or_not(engine: Embedded, *, refuses: bool) -> None:
    engine.enrol(enrolment()).receive(temperature("T1", tokyo(4, 10), "38.6"), tokyo(4, 10))
    engine.receive(report("C1", 5, "No growth to date", "P"), tokyo(5, 8))
    (notice,) = engine.run()
    assert (notice.severity, notice.kind) == (Severity.NOTIFY, "bsi.fever_with_culture")
    if refuses:
        engine.decide(tokyo(5, 9), type="adjudicate", subject="S01", event=notice.story, verdict="refuted")
    assert pages(engine.run()) == []
    positive = report("C2", 6, "Positive, Gram negative rods", "P")
    assert len(pages(engine.receive(positive, tokyo(6, 8)).run())) == 1
    assert pages(engine.receive(positive, tokyo(6, 8, 5)).run()) == []
