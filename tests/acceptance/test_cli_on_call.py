"""`graftwatch on-call` and what `doctor` says of people, over files as an operator writes them."""

import itertools
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from cli_site import Site
from on_call_files import PEOPLE, WEEKLY, calendar_text, file_text

CHANNELS = """
[[channels]]
name = "mail"
kind = "file"
path = "mail.jsonl"
[[channels]]
name = "text"
kind = "file"
path = "text.jsonl"
"""
# doctor-b is the second of three from 2026-10-12, a week each: 2026-10-19, 08:00 in Berlin.
B_WEEK = "2026-10-20T12:00"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.file("on-call.toml", "# who is called\n" + file_text(WEEKLY)).chmod(0o640)
    configure(made)
    return made


PROTOCOL = '[paging]\nalso_in = ["ja"]\n[[paging.escalation]]\nto = ["first"]\n'


def configure(site: Site, protocol: str = PROTOCOL) -> None:
    site.file("protocol.toml", protocol)
    place = f'on_call = "{site.root / "on-call.toml"}"\nprotocol = "{site.root / "protocol.toml"}"\n'
    site.configured(place + CHANNELS)


def on_call_check(site: Site) -> list[tuple[str, str]]:
    checks = json.loads(site.run("doctor", "--json").stdout)
    return [(one["verdict"], one["text"]) for one in checks if one["what"] == "on call"]


def test_now_says_who_has_each_duty_and_through_what_but_no_address(site: Site) -> None:
    assert site.said("on-call", "now", "--at", B_WEEK) == [
        {
            "duty": "first",
            "person": "doctor-b",
            "begins": "2026-10-19T08:00:00+02:00",
            "ends": "2026-10-26T08:00:00+01:00",
            "because": "rotation",
            "channels": ["mail", "text"],
        }
    ]
    shown = site.run("on-call", "now", "--at", B_WEEK)
    assert "doctor-b" in shown.stdout
    assert "Mon 2026-10-26 08:00 CET" in shown.stdout
    assert "@" not in shown.stdout


def test_a_time_that_happens_twice_is_said_with_the_rule_taken(site: Site) -> None:
    shown = site.run("on-call", "now", "--at", "2026-10-25T02:30", "--json")
    assert "2026-10-25 02:30 happens twice there" in shown.stderr


def test_list_tiles_the_coming_days(site: Site) -> None:
    shifts = site.said("on-call", "list", "--days", "30", "--duty", "first")
    assert all(one["ends"] == other["begins"] for one, other in itertools.pairwise(shifts))
    assert site.run("on-call", "list", "--duty", "third").exit_code == 1


def test_check_says_every_fault_with_its_line_and_ends_with_one(site: Site) -> None:
    wrong = site.file("wrong.toml", file_text(WEEKLY).replace("text =", "txet ="))
    done = site.run("on-call", "check", wrong, "--json")
    assert done.exit_code == 1
    assert [one.split(";")[0] for one in json.loads(done.stdout)["faults"]] == [
        "wrong.toml, line 7: `people.doctor-b.through.txet`: there is no such channel in the settings",
        "wrong.toml, line 9: `people.doctor-c.through.txet`: there is no such channel in the settings",
    ]
    assert "line 7" in done.stderr
    assert site.run("on-call", "check").exit_code == 0


def test_check_looks_at_the_protocols_escalation(site: Site) -> None:
    configure(site, '[paging]\n[[paging.escalation]]\nto = ["frist"]\n')
    done = site.run("on-call", "check")
    assert done.exit_code == 1
    assert "protocol: `paging.escalation.0.to`: frist is no duty, person or channel; known: " in done.stderr


def test_an_override_is_added_under_the_files_own_mode_and_every_line_stays(site: Site) -> None:
    path = site.root / "on-call.toml"
    path.chmod(0o640)
    before = path.read_text()
    words = ("--duty", "first", "--person", "doctor-c", "--from", "2026-10-20T08:00", "--to", "2026-10-21T08:00")
    assert site.said("on-call", "override", "add", *words)["because"] == "override"
    assert path.read_text().startswith(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one["person"] for one in site.said("on-call", "now", "--at", B_WEEK)] == ["doctor-c"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            ("--person", "doctor-x"), "on-call.toml, line 19: `overrides.0.person`: there is no such person", id="who"
        ),
        pytest.param(
            ("--to", "2026-10-20T08:00"), "line 21: `overrides.0.to`: must be later than `from`", id="no length"
        ),
    ],
)
def test_an_override_that_cannot_be_leaves_the_file_as_it_is(site: Site, words: tuple[str, str], said: str) -> None:
    before = (site.root / "on-call.toml").read_text()
    given = {"--duty": "first", "--person": "doctor-c", "--from": "2026-10-20T08:00", "--to": "2026-10-21T08:00"}
    given |= {words[0]: words[1]}
    done = site.run("on-call", "override", "add", *(part for pair in given.items() for part in pair))
    assert done.exit_code == 1
    assert said in done.stderr
    assert (site.root / "on-call.toml").read_text() == before
    assert sorted(one.name for one in site.root.iterdir() if one.name.startswith(".")) == []


def test_what_is_exported_is_imported_as_the_same_shifts(site: Site) -> None:
    out = site.root / "out.ics"
    site.said("on-call", "export", "--duty", "first", "--days", "60", "--out", out)
    events = icalendar.Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    assert all(one["DTSTART"].dt.tzinfo is not None and "UID" in one and "DTSTAMP" in one for one in events)
    assert site.said("on-call", "import", out, "--duty", "copy")["calendar"] == "copy.ics"
    assert bounds(site.said("on-call", "list", "--days", "50", "--duty", "copy")) == bounds(
        site.said("on-call", "list", "--days", "50", "--duty", "first")
    )


def bounds(shifts: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["person"], one["begins"], one["ends"]) for one in shifts]


def test_export_without_a_file_goes_to_standard_output(site: Site) -> None:
    assert site.run("on-call", "export", "--duty", "first").stdout_bytes.startswith(b"BEGIN:VCALENDAR\r\n")


def test_an_import_replaces_the_duties_calendar_and_refuses_what_names_nobody(site: Site) -> None:
    year = datetime.now(UTC).year + 1  # noqa: TID251 - the command looks at the coming year
    named = site.file("a.ics", calendar_text(f"DTSTART:{year}0101T000000Z\nDURATION:P1D\nSUMMARY:Doctor-A"))
    nobody = site.file("b.ics", calendar_text(f"DTSTART:{year}0101T000000Z\nDURATION:P1D\nSUMMARY:Somebody Else"))
    assert site.said("on-call", "import", named, "--duty", "nights") == {
        "duty": "nights",
        "calendar": "nights.ics",
        "shifts": 1,
    }
    refused = site.run("on-call", "import", nobody, "--duty", "nights")
    assert refused.exit_code == 1
    assert f"b.ics: the event of {year}-01-01 01:00 names nobody" in refused.stderr
    assert "Somebody" not in refused.stderr
    assert (site.root / "nights.ics").read_bytes() == named.read_bytes()


def test_an_import_does_not_write_over_a_file_that_is_no_duties_calendar(site: Site) -> None:
    other = site.file("nights.ics", "something else")
    named = site.file("a.ics", calendar_text("DTSTART:20270101T000000Z\nDURATION:P1D\nSUMMARY:doctor-a"))
    done = site.run("on-call", "import", named, "--duty", "nights")
    assert done.exit_code == 1
    assert "nights.ics is there already" in done.stderr
    assert other.read_text() == "something else"


def test_without_a_file_the_commands_say_what_to_give(tmp_path: Path) -> None:
    done = Site(tmp_path).run("on-call", "now")
    assert done.exit_code == 1
    assert "name one, or give --config" in done.stderr


def test_doctor_says_who_is_on_duty_where_all_is_well(site: Site) -> None:
    [(verdict, text)] = on_call_check(site)
    assert verdict == "ok"
    assert text.startswith("on-call.toml, 3 people; now first: doctor-")


def test_doctor_says_what_keeps_pages_from_people(site: Site) -> None:
    site.file("on-call.toml", file_text(WEEKLY + '[duties.second]\notherwise = "doctor-c"\n'))
    configure(site, '[paging]\n[[paging.escalation]]\nto = ["second", "third"]\n')
    text = (site.root / "settings.toml").read_text()
    site.configured(text.replace('path = "text.jsonl"', 'path = "text.jsonl"\nseverities = ["notify"]'))
    found = on_call_check(site)
    assert found[0][0] == "fault"
    assert "third is no duty, person or channel" in found[0][1]
    assert (
        "warning",
        "doctor-c has second and no address on a channel that takes pages; add one to `through`",
    ) in found


def test_doctor_says_the_lines_of_a_faulty_file_and_an_escalation_without_one(site: Site) -> None:
    site.file("on-call.toml", "time_zone = 3\n" + PEOPLE)
    [(verdict, text)] = on_call_check(site)
    assert verdict == "fault"
    assert text.startswith("the service will not start; mend:\non-call.toml, line 1: `time_zone`")
    site.configured(f'protocol = "{site.root / "protocol.toml"}"\n{CHANNELS}')
    assert on_call_check(site) == [("fault", "the escalation names first, no channels: set `on_call` to a file")]
    configure(site, "[paging]\nalso_in = ['ja']\n")
    site.file("on-call.toml", file_text(WEEKLY))
    [(verdict, text)] = on_call_check(site)
    assert verdict == "warning"
    assert text.startswith("nobody of the file is paged: the protocol has no `paging.escalation`")


def test_doctor_says_that_addresses_lie_open_and_a_language_is_not_written(site: Site) -> None:
    configure(site, '[paging]\n[[paging.escalation]]\nto = ["first"]\n')
    (site.root / "on-call.toml").chmod(0o644)
    assert on_call_check(site) == [
        ("warning", "on-call.toml holds addresses and can be read by everybody on this machine; `chmod o-r` it"),
        ("warning", "doctor-b asks for ja; add it to the protocol's `paging.also_in`"),
    ]
