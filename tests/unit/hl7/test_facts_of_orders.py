"""Orders: which of them make a culture pending, and which say why they do not."""

import pytest

from charts import TOKYO
from graftwatch.bsi.blood_culture import CultureState, blood_cultures
from graftwatch.facts import Chart, FactSet, Growth, ReportKind, Status
from hl7_messages import BLOOD_CULTURE, facts, finding_kinds, message, obr, obx, report, understood

DRAWN = "20260604080000"
ORDER = f"OBR|1|P1||{BLOOD_CULTURE}|||{DRAWN}"
KINDS = ["OML^O21^OML_O21", "ORM^O01", "OMG^O19^OMG_O19"]


def state_of(*frames: bytes) -> CultureState:
    (culture,) = blood_cultures(Chart(FactSet(one for frame in frames for one in facts(frame)).current(), TOKYO))
    return culture.state


@pytest.mark.parametrize("kind", KINDS)
def test_a_collected_culture_is_pending(kind: str) -> None:
    frame = message("ORC|NW|P1", ORDER, kind=kind)
    said = report(frame)
    assert (said.kind, said.growth, said.status) == (ReportKind.ORDER, Growth.PENDING, Status.PRELIMINARY)
    assert said.specimen_type == "blood"
    assert state_of(frame) is CultureState.PENDING


def test_the_specimen_first_and_a_code_inside_the_order() -> None:
    frame = message(
        "SPM|1|||017^血液^JC10|||||||||||||20260604080000",
        "ORC|NW|P1",
        "OBR|1|P1||M001^微生物^99O",
        "OBX|1||6B010000001700000^培養同定^JC10||||||||O",
        kind="OML^O33^OML_O33",
    )
    assert (report(frame).kind, report(frame).specimen_type) == (ReportKind.ORDER, "blood")


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(ORDER.replace(DRAWN, ""), id="no time of collection"),
        pytest.param(ORDER.replace(DRAWN, "20260604120001"), id="a second later than the message"),
        pytest.param(ORDER.replace(DRAWN, "20260605"), id="tomorrow"),
        pytest.param(ORDER + "||||L", id="the laboratory is to obtain it"),
    ],
)
def test_what_was_not_collected_does_not_pend(order: str) -> None:
    frame = message("ORC|NW|P1", order, kind="OML^O21")
    assert (facts(frame), finding_kinds(frame)) == ((), ["not_collected"])


@pytest.mark.parametrize("order", [ORDER.replace(DRAWN, "20260604120000"), ORDER.replace(DRAWN, "20260604")])
def test_collected_up_to_the_time_of_the_message(order: str) -> None:
    assert report(message("ORC|NW|P1", order, kind="OML^O21")).kind is ReportKind.ORDER


@pytest.mark.parametrize("control", ["CA", "OC", "DC"])
def test_a_cancelled_order_is_taken_back(control: str) -> None:
    placed = message("ORC|NW|P1", ORDER, kind="OML^O21")
    cancelled = message(f"ORC|{control}|P1", ORDER, kind="OML^O21", sent="20260604130000")
    current = FactSet([*facts(placed), *facts(cancelled)]).current()
    assert current == []


@pytest.mark.parametrize("status", ["CM", "DC", "RP"])
def test_an_order_that_is_over_pends_no_more(status: str) -> None:
    placed = message("ORC|NW|P1", ORDER, kind="OML^O21")
    over = message(f"ORC|SC|P1|||{status}", ORDER, kind="OML^O21", sent="20260604130000")
    assert FactSet([*facts(placed), *facts(over)]).current() == []


def test_the_laboratorys_report_answers_the_order() -> None:
    placed = message("ORC|NW|P1", ORDER, kind="OML^O21")
    answer = message(obr(collected=DRAWN, stated="20260609080000"), obx("No growth after 5 days"))
    assert state_of(placed, answer) is CultureState.NO_GROWTH
    assert state_of(answer, placed) is CultureState.NO_GROWTH


def test_other_orders_are_listed_by_their_code() -> None:
    found = understood(message("ORC|NW|P1", f"OBR|1|P1||CBC^Blood count^L|||{DRAWN}", kind="ORM^O01"))
    assert (found.facts, [one.code for one in found.unmapped]) == ((), ["CBC"])


def test_a_detail_of_an_order_is_no_result() -> None:
    detail = "OBX|1|NM|8310-5^Body temperature^LN||39|Cel|||||O"
    frame = message("ORC|NW|P1", ORDER, detail, kind="OML^O21")
    assert [one.kind for one in understood(frame).findings] == ["order_detail"]
    assert len(facts(frame)) == 1


def test_results_in_a_message_of_orders_are_results() -> None:
    frame = message("ORC|RE|P1|F1", obr(collected=DRAWN), obx("Escherichia coli"), kind="ORM^O01")
    assert (report(frame).kind, report(frame).growth) == (ReportKind.CULTURE, Growth.POSITIVE)


def test_an_order_cancelled_by_its_status_alone() -> None:
    assert facts(message("ORC|SC|P1|F1||CA", obr(status="")))[0].version.withdrawn
