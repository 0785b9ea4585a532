"""Every kind of statement comes back as it was kept."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import get_args

import pytest

from graftwatch.facts import (
    Acknowledgement,
    Adjudication,
    Admission,
    Biopsy,
    BiopsyProposal,
    CentralLine,
    ClinicalTime,
    Condition,
    Death,
    Discharge,
    Dose,
    Growth,
    Isolate,
    Measurement,
    MicrobiologyReport,
    ReportKind,
    ReTransplant,
    Sign,
    SiteInfection,
    Statement,
    Status,
    Transfer,
    Treatment,
    content_hash,
)
from graftwatch.facts.codec import decode, encode

DAY = ClinicalTime(date(2026, 6, 5))
TIME = ClinicalTime(date(2026, 6, 5), datetime(2026, 6, 4, 23, 30, 1, 250000, tzinfo=UTC))
ISOLATE = Isolate("E. coli", "Escherichia coli", Status.FINAL)
EACH: list[Statement] = [
    MicrobiologyReport(ReportKind.CULTURE, "k", "blood", TIME, Growth.POSITIVE, (ISOLATE,), Status.CORRECTED, "order"),
    MicrobiologyReport(ReportKind.GRAM_STAIN, "k", None, None, Growth.UNKNOWN, (), Status.PRELIMINARY),
    Measurement("tacrolimus_trough", Decimal("7.50"), "ng/mL", TIME, "<", None, "trough"),
    Measurement("temperature", Decimal("38.0"), "Cel", DAY, site="axillary"),
    Admission("v", TIME),
    Discharge("v", DAY),
    Transfer("v", TIME, "5 West"),
    Death(TIME),
    ReTransplant(DAY),
    Sign("chills", TIME),
    SiteInfection("IAB", "1", DAY.on, DAY.on, ("Escherichia coli",), (DAY.on,), "bile", blood_is_element=True),
    CentralLine(DAY, None, TIME),
    Condition("diarrhoea", DAY.on, None, 3, Decimal(1200)),
    Adjudication("e", "refuted", "a note"),
    Biopsy(TIME, 1, 0, 2, None),
    BiopsyProposal("d", TIME, 1, 0, 2, 3, "mild", preliminary=True),
    Dose("tacrolimus", TIME),
    Treatment("antimicrobial", "meropenem", DAY.on, DAY.on, parenteral=True),
    Acknowledgement("p", TIME, "ward"),
]


@pytest.mark.parametrize("statement", EACH, ids=lambda one: type(one).__name__)
def test_a_statement_comes_back_as_it_was(statement: Statement) -> None:
    back = decode(*encode(statement))

    assert back == statement
    assert content_hash(back) == content_hash(statement)


def test_every_kind_of_statement_is_tried() -> None:
    assert {type(one) for one in EACH} == set(get_args(Statement))


def test_a_kind_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        decode("Rumour", b"{}")


def test_times_read_back_share_one_zone() -> None:
    """Times of one zone object compare fast, and a chart compares thousands."""
    back = decode(*encode(Death(TIME)))

    assert isinstance(back, Death)
    assert back.died.at is not None
    assert back.died.at.tzinfo is UTC


def test_a_time_with_another_offset_keeps_it() -> None:
    tokyo = timezone(timedelta(hours=9))
    back = decode(*encode(Death(ClinicalTime(DAY.on, datetime(2026, 6, 5, 8, 30, tzinfo=tokyo)))))

    assert isinstance(back, Death)
    assert back.died.at is not None
    assert back.died.at.utcoffset() == timedelta(hours=9)


def test_a_condition_kept_before_it_had_a_volume_by_weight_is_read() -> None:
    kept = b'{"condition":"diarrhoea","since":"2026-06-01","until":null,"grade":null,"millilitres_per_24h":"1200"}'
    assert decode("Condition", kept) == Condition("diarrhoea", date(2026, 6, 1), millilitres_per_24h=Decimal(1200))
