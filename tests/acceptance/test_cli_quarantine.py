"""Quarantine and dead letters by the command line: all that failed for a reason comes back once its cause is mended."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli_site import Site
from graftwatch.pipeline.journal import Entry, EntryKind, NewEntry
from graftwatch.pipeline.quarantine import Chosen, NewQuarantined
from graftwatch.pipeline.release import RECORDS_AT_A_TIME, release_all
from written_messages import blood_culture

AUREUS = "3092008^Staphylococcus aureus^SCT"
CAME = datetime(2026, 6, 6, 3, 0, tzinfo=UTC)
LATIN = '[[feeds]]\nname = "default"\ncharset = "8859/1"\n'


def culture(control_id: str, name: str = "Staphylococcus aureus") -> bytes:
    return blood_culture(
        control_id, collected="202606040830", reported="202606061200", found=[AUREUS.replace("Staphylococcus", name)]
    )


def in_latin(control_id: str) -> bytes:
    """A culture that names no character set, with a sign that is no UTF-8."""
    return culture(control_id).replace(b"|UNICODE UTF-8", b"").replace(b"PID|1|", b"NTE|1||Befund f\xfcr\rPID|1|")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    return Site(tmp_path).enrolled()


def quarantined(site: Site, *records: NewQuarantined) -> None:
    with closing(site.place.open_quarantine(site.settings)) as quarantine:
        quarantine.add(records)


def record(content: bytes, reason: str, feed: str = "default", size: int = 0, at: datetime = CAME) -> NewQuarantined:
    return NewQuarantined(feed, reason, f"invented for {reason}", content, size or len(content), 0, at)


def frames(site: Site) -> list[Entry]:
    return [one for one in site.place.reader().read_after(0, 10_000) if one.kind is EntryKind.FRAME]


def test_records_are_counted_by_feed_and_reason_and_chosen_by_them(site: Site) -> None:
    later = CAME + timedelta(days=2)
    quarantined(
        site,
        *(record(b"x%d" % number, "not_hl7") for number in range(3)),
        record(b"y", "no_control_id", "ward", at=later),
    )
    assert site.said("quarantine", "list", "--counts") == [
        {"feed": "default", "reason": "not_hl7", "records": 3},
        {"feed": "ward", "reason": "no_control_id", "records": 1},
    ]
    assert [one["feed"] for one in site.said("quarantine", "list", "--reason", "no_control_id")] == ["ward"]
    assert [one["feed"] for one in site.said("quarantine", "list", "--since", "2026-06-07")] == ["ward"]
    assert len(site.said("quarantine", "list", "--feed", "default", "--limit", "2")) == 2
    assert "nothing in the quarantine is like that" in site.run("quarantine", "list", "--feed", "icu").stdout


def test_after_a_setting_was_mended_all_that_failed_for_it_come_back_with_the_time_they_first_came(site: Site) -> None:
    for number in range(3):
        site.receives(in_latin(f"L{number}"), f"L{number}", CAME + timedelta(minutes=number))
    site.detects()
    assert site.said("quarantine", "list", "--counts") == [
        {"feed": "default", "reason": "character_set_bytes", "records": 3}
    ]
    before = site.run("quarantine", "release", "--all", "--reason", "character_set_bytes", "--dry-run", "--json")
    assert before.exit_code == 1
    assert json.loads(before.stdout)["would_be_read"] == 0
    assert "3 of 3 still fail and stay" in before.stderr

    site.configured(LATIN)
    dry = site.said("quarantine", "release", "--all", "--reason", "character_set_bytes", "--dry-run")
    assert (dry["would_be_read"], dry["about_recipients"], dry["released"]) == (3, 3, 0)
    assert len(frames(site)) == 3
    done = site.said("quarantine", "release", "--all", "--reason", "character_set_bytes", "--yes")
    assert done["released"] == 3
    assert [one.came_at for one in frames(site)[3:]] == [CAME + timedelta(minutes=number) for number in range(3)]
    site.detects()
    assert site.said("quarantine", "list") == []
    assert len(site.said("explain", "S01")["events"]) == 1
    assert len(site.said("quarantine", "list", "--released")) == 3


def test_what_still_fails_stays_and_the_rest_is_released(site: Site) -> None:
    whole, part = culture("C1"), culture("C2")
    quarantined(
        site,
        record(whole, "unsupported_version"),
        record(whole.replace(b"|C1|", b"||"), "unsupported_version"),
        record(part[:300], "unsupported_version", size=len(part)),
    )
    done = site.run("quarantine", "release", "--all", "--reason", "unsupported_version", "--yes", "--json")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert (said["released"], [one["reason"] for one in said["still_fail"]]) == (1, ["no_control_id", "incomplete"])
    assert [one["id"] for one in site.said("quarantine", "list")] == [2, 3]


def test_a_part_of_a_message_is_never_released_as_a_whole_one(site: Site) -> None:
    quarantined(site, record(culture("C1"), "cut_off"))
    done = site.run("quarantine", "release", "1")
    assert (done.exit_code, "only a part of the message came" in done.stderr) == (1, True)
    assert frames(site) == []


def test_dying_between_the_journal_and_the_mark_loses_nothing_and_concludes_nothing_twice(site: Site) -> None:
    quarantined(site, *(record(culture(f"C{number}"), "not_hl7") for number in range(RECORDS_AT_A_TIME + 1)))
    with closing(site.place.open_quarantine(site.settings)) as quarantine:
        with closing(site.place.writer(site.settings)) as journal:
            releasing = release_all(quarantine, journal, range(1, RECORDS_AT_A_TIME + 2), CAME)
            assert next(releasing) == RECORDS_AT_A_TIME
        assert len(quarantine.list_records()) == 1
        quarantine.mark_released([], CAME)
        assert len(quarantine.list_records(Chosen(released=True))) == RECORDS_AT_A_TIME + 1
    site.said("quarantine", "release", "--all", "--reason", "not_hl7", "--yes")
    site.detects()
    assert len(site.said("explain", "S01")["events"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("release",), id="neither a record nor all"),
        pytest.param(("release", "1", "--all"), id="both"),
        pytest.param(("release", "--all"), id="all without a reason"),
        pytest.param(("release", "--all", "--reason", "not_hl7"), id="all from a pipe without a word that it is meant"),
        pytest.param(("release", "1", "--dry-run"), id="a dry run of one"),
    ],
)
def test_wrong_use_is_status_2(site: Site, words: tuple[str, ...]) -> None:
    assert site.run("quarantine", *words).exit_code == 2


def test_a_dead_letter_is_retried_once_its_cause_is_mended(site: Site) -> None:
    sign = {"type": "sign", "subject": "S09", "sign": "chills", "at": "2026-06-05T10:00:00+09:00", "by": "ward"}
    with closing(site.place.writer(site.settings)) as journal:
        journal.append([NewEntry(CAME, EntryKind.DECISION, "decision", "", json.dumps(sign).encode())])
    site.detects()
    (letter,) = site.said("dead-letters", "list")
    assert (letter["subject"], letter["reason"]) == ("S09", "decision: LookupError")
    still = site.run("dead-letters", "retry", letter["seq"])
    assert still.exit_code == 1
    assert "would still fail" in still.stderr

    site.said(
        "enroll", "add", "S09", "--identifier", "9", "--authority", "HOSP", "--transplanted-at", "2026-06-01T09:00"
    )
    assert site.said("dead-letters", "retry", letter["seq"])["retried"] == 1
    site.detects()
    assert site.said("dead-letters", "list") == []
    assert "no dead letters" in site.run("dead-letters", "list").stdout
    again = site.run("dead-letters", "retry", letter["seq"])
    assert "is no dead letter" in again.stderr
