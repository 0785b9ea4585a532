"""Faults of an on-call file: each with its line, its place and the mend, and none with an address."""

import pytest

from graftwatch.on_call import OnCallFileError, read_rota
from on_call_files import PEOPLE, WEEKLY, file_text


def faults(text: str, channels: tuple[str, ...] | None = ("mail", "text")) -> list[str]:
    with pytest.raises(OnCallFileError) as raised:
        read_rota(text, "on-call.toml", channels, lambda _: b"")
    return str(raised.value).splitlines()


def override(duty: str, begins: str, ends: str) -> str:
    return f'[[overrides]]\nduty = "{duty}"\nperson = "doctor-a"\nfrom = {begins}\nto = {ends}\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            file_text(WEEKLY.replace('"doctor-b", ', '"doctor-bb", ')),
            "on-call.toml, line 12: `duties.first.layers.0.people.1`: there is no such person; did you mean doctor-b?",
            id="a person that is not there",
        ),
        pytest.param(
            file_text(WEEKLY).replace("mail = ", "mial = ", 1),
            "on-call.toml, line 4: `people.doctor-a.through.mial`: there is no such channel in the settings; "
            "known: mail, text",
            id="a channel that is not there",
        ),
        pytest.param(
            file_text(WEEKLY).replace("Europe/Berlin", "Europe/Bonn"),
            "on-call.toml, line 1: `time_zone`: there is no such time zone; use a name like 'Asia/Tokyo'",
            id="a zone that is not there",
        ),
        pytest.param(
            file_text(WEEKLY.replace("2026-10-12", "2026-10-13")),
            "on-call.toml, line 11: `duties.first.layers.0`: `starts` is a tuesday; use 2026-10-19",
            id="a start that is no hand-over",
        ),
        pytest.param(
            file_text(WEEKLY.replace("monday 08:00", "monday 8:00")),
            "on-call.toml, line 13: `duties.first.layers.0.handover`: String should match pattern",
            id="a time that is none",
        ),
        pytest.param(
            file_text(WEEKLY + 'every = "3 days"\n'),
            "`every` must be in weeks, since `handover` is on mondays",
            id="days where the hand-over has a weekday",
        ),
        pytest.param(
            file_text(WEEKLY.replace("monday", "daily") + 'every = "1 week"\n'),
            "`every` must be in days, since `handover` is daily",
            id="weeks where the hand-over has none",
        ),
        pytest.param(
            file_text(WEEKLY + "ends = 2026-10-12\n"),
            "`ends` must be later than `starts`",
            id="an end before the start",
        ),
        pytest.param(
            file_text(WEEKLY + "hand_over = 1\n"),
            "on-call.toml, line 15: `duties.first.layers.0.hand_over`: there is no such key; did you mean `handover`?",
            id="a misspelt key",
        ),
        pytest.param(
            file_text(WEEKLY + "[duties.second]\n"),
            "on-call.toml, line 15: `duties.second`: has neither `layers` nor `calendar` nor `otherwise`",
            id="a duty that nobody has",
        ),
        pytest.param(
            file_text(WEEKLY + '[duties.second]\notherwise = "third"\n'),
            "on-call.toml, line 16: `duties.second.otherwise`: there is no such duty or person; known: first, second, ",
            id="a stand-in that is not there",
        ),
        pytest.param(
            file_text('[duties.first]\notherwise = "second"\n[duties.second]\notherwise = "first"\n'),
            "on-call.toml, line 11: `duties.first.otherwise`: goes round: first → second → first",
            id="stand-ins that go round",
        ),
        pytest.param(
            file_text(WEEKLY + '[duties.doctor-a]\notherwise = "doctor-b"\n'),
            "`duties.doctor-a`: is the name of a person, too",
            id="one name for a duty and a person",
        ),
        pytest.param(
            file_text(WEEKLY + '[duties.mail]\notherwise = "doctor-b"\n'),
            "`duties.mail`: is the name of a channel, too",
            id="one name for a duty and a channel",
        ),
        pytest.param(
            file_text("[people.text]\n" + WEEKLY),
            "`people.text`: is the name of a channel, too",
            id="person and channel",
        ),
        pytest.param(
            file_text('[people.doctor-d]\ncalled = ["DOCTOR-A"]\n' + WEEKLY),
            "on-call.toml, line 11: `people.doctor-d.called`: a spelling is also that of doctor-a",
            id="one spelling for two people",
        ),
        pytest.param(
            file_text(WEEKLY + override("night", "2026-10-13T10:00:00", "2026-10-13T11:00:00")),
            "on-call.toml, line 16: `overrides.0.duty`: there is no such duty; known: first",
            id="an override of a duty that is not there",
        ),
        pytest.param(
            file_text(WEEKLY + override("first", "2026-10-13T10:00:00", "2026-10-13T10:00:00")),
            "on-call.toml, line 19: `overrides.0.to`: must be later than `from`",
            id="an override of no length",
        ),
        pytest.param(
            file_text(WEEKLY + override("first", "20261013", "2026-10-13T10:00:00")),
            "on-call.toml, line 18: `overrides.0.from`: is not a time",
            id="a number for a time",
        ),
        pytest.param(
            file_text(WEEKLY + override("first", "0001-01-01T00:00:00", "2026-10-13T10:00:00")),
            "on-call.toml, line 18: `overrides.0.from`: is not between 2000 and 2199",
            id="a slip of the hand",
        ),
        pytest.param(file_text(WEEKLY).replace("[people.doctor-c]", "[people.Doctor-C]"), "lower-case", id="a name"),
        pytest.param(file_text(WEEKLY) + "nonsense", "not valid TOML", id="no TOML"),
        pytest.param(PEOPLE + WEEKLY, "on-call.toml: `time_zone`: is missing", id="no zone"),
    ],
)
def test_a_fault_is_said_with_its_line_and_mend(text: str, said: str) -> None:
    found = faults(text)
    assert any(said in one for one in found), found
    assert "@hospital" not in "".join(found)


def test_every_fault_is_said_at_once() -> None:
    text = file_text(WEEKLY.replace("doctor-c", "doctor-x").replace("doctor-b", "doctor-y"))
    assert [one.split("`")[1] for one in faults(text)] == [
        "duties.first.layers.0.people.1",
        "duties.first.layers.0.people.2",
    ]


@pytest.mark.parametrize(
    "address",
    [pytest.param("a" * 2049, id="longer than the limit"), pytest.param("doctor-a\\nBcc: x", id="a line break")],
)
def test_an_address_that_no_channel_takes_is_refused_without_repeating_it(address: str) -> None:
    text = file_text(WEEKLY).replace("doctor-a@hospital.example", address)
    [found] = faults(text)
    assert "`people.doctor-a.through.mail`" in found
    assert "aaaa" not in found
    assert "Bcc" not in found


def test_an_address_as_long_as_the_limit_is_taken_and_never_shown() -> None:
    rota = read_rota(
        file_text(WEEKLY).replace("doctor-a@hospital.example", "a" * 2048), "f", ("mail", "text"), lambda _: b""
    )
    assert "aaaa" not in repr(rota)
    assert "hospital" not in rota.file.model_dump_json()


def test_without_settings_any_channel_may_be_named() -> None:
    assert read_rota(file_text(WEEKLY), "on-call.toml", None, lambda _: b"").file.time_zone == "Europe/Berlin"
