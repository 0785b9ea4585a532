"""Versions of one statement have one identity, other statements have another, and no identity holds an identifier."""

from datetime import UTC, datetime

import pytest

from graftwatch.facts import FactSet, MicrobiologyReport
from hl7_messages import LAB, facts, message, obr, obx, spm

S_AUREUS = "3092008^Staphylococcus aureus^SCT"
AST = "1920-8^AST^LN"


def identity(*segments: str, **header: str) -> str:
    (one,) = facts(message(*segments, **header))
    return one.identity


def specimen(*segments: str) -> str:
    (one,) = facts(message(*segments))
    assert isinstance(one.statement, MicrobiologyReport)
    return one.statement.specimen


PRELIMINARY = (obr(status="P", stated="20260604090000"), obx("Positive", status="P"), spm("^SP1"))


@pytest.mark.parametrize(
    "later",
    [
        pytest.param((obr(), obx(S_AUREUS, "CWE"), spm("^SP1")), id="final, with the organism"),
        pytest.param((obr(status="C"), obx("No growth", status="C"), spm("^SP1")), id="corrected"),
        pytest.param((obr(status="X"), spm("^SP1")), id="cancelled"),
        pytest.param((obr(status="P"), obx("Positive", status="P"), "NTE|1||x", spm("^SP1")), id="with a note"),
        pytest.param((obr(placer="P9"), obx("Negative"), spm("^SP1")), id="under another number of the ward"),
        pytest.param((obr(collected="20260602235500"), obx("Negative"), spm("^SP1")), id="corrected collection time"),
        pytest.param((obr(), obx("Negative"), spm("^SP1", "BLD^Blood^HL70487")), id="another code of its specimen"),
        pytest.param(("ORC|RE|P1|F1", obr(placer="", filler=""), obx("Negative"), spm("^SP1")), id="number in ORC"),
        pytest.param(("ZZZ|1", obr(), "ZX1|2", obx("Negative"), spm("^SP1")), id="with Z-segments"),
    ],
)
def test_versions_of_one_report(later: tuple[str, ...]) -> None:
    assert identity(*later, sent="20260606000000") == identity(*PRELIMINARY)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(
            (obr(status="P"), obx("Positive", status="P"), spm("^SP2")), id="another specimen of the same order"
        ),
        pytest.param((obr(filler="F2", status="P"), obx("Positive", status="P"), spm("^SP1")), id="another order"),
        pytest.param(
            (obr("17934-1^Anaerobe^LN", status="P"), obx("Positive", status="P"), spm("^SP1")), id="another service"
        ),
        pytest.param(
            (obr("664-3^Gram^LN"), obx("GPC", code="664-3^Gram^LN"), spm("^SP1")), id="another kind of report"
        ),
    ],
)
def test_other_reports(other: tuple[str, ...]) -> None:
    assert identity(*other) != identity(*PRELIMINARY)


def test_two_draws_under_one_order_number_in_one_message() -> None:
    drawn = [obr(collected=time) for time in ("20260603080000", "20260603083000")]
    found = facts(message(drawn[0], obx("Negative"), drawn[1], obx("Negative")))
    assert len({one.identity for one in found}) == 2


def test_two_draws_under_one_number_of_the_ward_only() -> None:
    first, second = (obr(filler="", collected=time) for time in ("20260603080000", "20260603083000"))
    assert identity(first, obx("Negative")) != identity(second, obx("Negative"))


def test_an_order_repeated_for_each_organism_is_one_report() -> None:
    (one,) = facts(message(obr(), obx(S_AUREUS, "CWE"), obr(), obx("112283007^E. coli^SCT", "CWE")))
    assert isinstance(one.statement, MicrobiologyReport)
    assert [each.organism for each in one.statement.isolates] == ["Staphylococcus aureus", "Escherichia coli"]


def test_bottles_of_one_draw_are_one_specimen_and_draws_are_two() -> None:
    aerobic, anaerobic = obr("17928-3^^LN"), obr("17934-1^^LN")
    value = obx("Negative", code="X^Culture^L")
    assert specimen(aerobic, value) == specimen(anaerobic, value)
    assert specimen(obr(), obx("Negative"), spm("^SP1")) != specimen(obr(), obx("Negative"), spm("^SP2"))
    assert specimen(obr(filler="F1"), obx("Negative")) != specimen(obr(filler="F2"), obx("Negative"))


def test_without_any_number_the_time_of_collection_tells_draws_apart() -> None:
    nameless = [obr(placer="", filler="", collected=time) for time in ("20260603080000", "20260603090000")]
    assert identity(nameless[0], obx("Negative")) != identity(nameless[1], obx("Negative"))
    assert identity(nameless[0], obx("Negative")) == identity(nameless[0], obx(S_AUREUS, "CWE"))


def test_values_of_one_order_are_told_apart_by_time_code_and_sub_id() -> None:
    base = identity(obr("P"), obx("40", "NM", AST, unit="U/L"))
    assert identity(obr("P"), obx("41", "NM", AST, unit="IU/L", status="C")) == base
    assert identity(obr("P"), obx("40", "NM", AST, unit="U/L", sub_id="2")) != base
    assert identity(obr("P"), obx("40", "NM", "1742-6^ALT^LN", unit="U/L")) != base
    assert identity(obr("P", collected="20260603200000"), obx("40", "NM", AST, unit="U/L")) != base


def test_the_same_value_twice_in_one_message_stays_two_facts() -> None:
    found = facts(message(obr("P"), obx("40", "NM", AST, unit="U/L"), obx("41", "NM", AST, unit="U/L")))
    assert len({one.identity for one in found}) == 2


def test_no_fact_holds_an_identifier() -> None:
    frame = message(
        "PV1|1|I|WARD7||||||||||||||||VN777123|||||||||||||||||||||||||20260601",
        "ORC|RE|ORDER448821|LAB77001",
        obr(placer="ORDER448821", filler="LAB77001"),
        obx(S_AUREUS, "CWE"),
        obx("40", "NM", AST, unit="U/L"),
        spm("WARDSPEC5^LABSPEC9"),
    )
    text = repr(facts(frame))
    for secret in ("10001", "INVENTED", "VN777123", "ORDER448821", "LAB77001", "LABSPEC9", "WARDSPEC5"):
        assert secret not in text


@pytest.mark.parametrize(
    ("order", "sent", "at"),
    [
        pytest.param(
            obr(stated="20260605113000"), "20260606120000", datetime(2026, 6, 5, 2, 30, tzinfo=UTC), id="OBR-22"
        ),
        pytest.param(
            obr(stated=""), "20260606120000", datetime(2026, 6, 6, 3, tzinfo=UTC), id="else MSH-7, not OBX-14"
        ),
    ],
)
def test_version_time(order: str, sent: str, at: datetime) -> None:
    (one,) = facts(message(order, obx("Negative", observed="20260604"), sent=sent))
    assert one.version.stated_at == at


def test_version_time_of_a_feed_that_dates_status_by_observation() -> None:
    feed = type(LAB)("lab", observation_time_is_status_time=True)
    (one,) = facts(message(obr(stated=""), obx("Negative", observed="20260604080000")), feed)
    assert one.version.stated_at == datetime(2026, 6, 3, 23, tzinfo=UTC)


def test_a_late_preliminary_report_does_not_replace_the_final_one() -> None:
    final = facts(message(obr(stated="20260605"), obx(S_AUREUS, "CWE")))
    late = facts(message(obr(stated="20260607", status="P"), obx("No growth to date", status="P")))
    corrected = facts(message(obr(stated="20260608", status="C"), obx("60875001^^SCT", "CWE", status="C")))
    (held,) = FactSet([*final, *late]).current()
    assert held == final[0]
    (held,) = FactSet([*corrected, *late, *final]).current()
    assert held == corrected[0]
