"""An Adult Sepsis Event from messages and decisions, through `assess`."""

from pathlib import Path

import pytest

from assess_desk import Desk, open_signals
from written_messages import PATIENT, blood_culture, message, observation

PROTOCOL = "[suspected_bsi]\nadult_sepsis_event = true\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def given(number: int, drug: str, day: int) -> bytes:
    at = f"202606{day:02d}0800"
    return message(
        f"R{number}",
        at,
        "RAS^O17^RAS_O17",
        f"PID|1||{PATIENT}||SAMPLE^PERSON",
        f"ORC|NW|RX{number}",
        f"RXA|0|1|{at}|{at}|{drug}|1|g^^L|||||||||||||CP",
        "RXR|IV^Intravenous^HL70162",
    )


def messages() -> list[bytes]:
    blood = blood_culture("C1", collected="202606100900", reported="202606151500", found=["264868006^No growth^SCT"])
    lactate = observation("L1", "202606101000", "2524-7^Lactate^LN", "3.1", "mmol/L")
    return [blood, lactate, *(given(day, "1^Meropenem^L", day) for day in (10, 11, 12, 13))]


def test_from_administrations(desk: Desk) -> None:
    protocol = desk.write("protocol.toml", PROTOCOL)
    report = desk.assess(*messages(), options=("--protocol", protocol))
    assert ("bsi.adult_sepsis", "notify") in open_signals(report)
    assert report["unmapped"] == []


def test_not_without_the_protocols_word(desk: Desk) -> None:
    assert "bsi.adult_sepsis" not in {kind for kind, _ in open_signals(desk.assess(*messages()))}


def test_from_what_people_entered(desk: Desk) -> None:
    protocol = desk.write("protocol.toml", PROTOCOL)
    blood = messages()[0]
    decided = desk.decided(
        {"type": "antimicrobial", "drug": "Meropen", "route": "iv", "at": "2026-06-10", "to": "2026-06-13"},
        {"type": "condition", "condition": "ventilation", "from": "2026-06-11", "to": "2026-06-12", "at": "2026-06-11"},
    )
    report = desk.assess(blood, options=("--protocol", protocol, *decided))
    assert ("bsi.adult_sepsis", "notify") in open_signals(report)
    assert report["refused_decisions"] == []
