"""A feed's own codes change while the service runs: through the journal, with what came before read again."""

from datetime import datetime
from pathlib import Path

import pytest

from embedded import Embedded, blood_culture, enrolment, stamp, tokyo
from graftwatch.adapters.sqlite.journal_reader import SqliteJournalReader
from graftwatch.facts import MicrobiologyReport
from graftwatch.pipeline.codes_change import CODES_FEED, CodesChange
from graftwatch.pipeline.journal import EntryKind, NewEntry

HEADER = "code,system,concept,specimen,unit\n"


def give_codes(one: Embedded, rows: str | None, at: datetime, feed: str = "default") -> Embedded:
    change = CodesChange(feed=feed, file="codes.csv", csv=None if rows is None else HEADER + rows)
    one.journal.append([NewEntry(at, EntryKind.CODES, CODES_FEED, "", change.model_dump_json().encode())])
    return one


def local(control_id: str, at: datetime, code: str, value: str, unit: str) -> bytes:
    """A measurement under a code of the laboratory's own."""
    return "\r".join(
        (
            rf"MSH|^~\&|LAB|HOSP|GW|HOSP|{stamp(at)}||ORU^R01|{control_id}|P|2.5.1",
            "PID|1||4711^^^HOSP^MR",
            f"OBR|1||{control_id}|{code}^^L|||{stamp(at)}",
            f"OBX|1|NM|{code}^^L||{value}|{unit}|||||F|||{stamp(at)}",
        )
    ).encode()


def local_culture(control_id: str, at: datetime, code: str, said: str) -> bytes:
    return blood_culture(control_id, at, collected_at=at, said=said).replace(
        b"600-7^Culture^LN", f"{code}^Kultur^L".encode()
    )


def concepts(one: Embedded, known_by: datetime | None = None) -> list[str]:
    current = one.store.load("S01").facts.current(known_by)
    return sorted(getattr(fact.statement, "concept", getattr(fact.statement, "kind", "")) for fact in current)


@pytest.fixture
def one(tmp_path: Path) -> Embedded:
    service = Embedded(tmp_path)
    service.enrol(enrolment())
    return service


def test_a_value_that_nobody_had_mapped_counts_from_the_moment_it_is_mapped(one: Embedded) -> None:
    one.receive(local("M1", tokyo(6, 8), "BT", "38.9", "Cel"), tokyo(6, 8))
    one.run()
    assert concepts(one) == []
    assert [(each.unmapped.code, each.count) for each in one.store.unmapped()] == [("BT", 1), ("BT", 1)]
    give_codes(one, "BT,L,temperature,,\n", tokyo(6, 9)).run()
    assert concepts(one) == ["temperature"]
    assert (concepts(one, known_by=tokyo(6, 8, 30)), concepts(one, known_by=tokyo(6, 9))) == ([], ["temperature"])
    assert one.store.unmapped() == []
    one.close()


def test_a_culture_under_a_code_that_is_mapped_later_is_paged(one: Embedded) -> None:
    report = local_culture("M1", tokyo(6, 8), "BCX", "Escherichia coli").replace(
        b"600-7^Bacteria identified^LN", b"BCO^Keim^L"
    )
    one.receive(report, tokyo(6, 8))
    assert one.run() == []
    give_codes(one, "BCX,L,blood_culture,,\n", tokyo(6, 9))
    (page,) = one.run()
    assert (page.subject, page.kind, page.reason) == ("S01", "bsi.confirmed", "first")
    assert "Found late: result received 2026-06-07 08:00 JST, its code mapped 2026-06-07 09:00 JST." in page.summary
    one.close()


def test_a_value_that_was_mapped_wrongly_is_no_longer_held_and_what_was_known_then_stays(one: Embedded) -> None:
    give_codes(one, "K1,L,crp,,mg/dL\n", tokyo(5, 8))
    one.receive(local("M1", tokyo(6, 8), "K1", "1.2", ""), tokyo(6, 8))
    one.run()
    assert concepts(one) == ["crp"]
    give_codes(one, "K1,L,creatinine,,mg/dL\n", tokyo(6, 9)).run()
    assert (concepts(one), concepts(one, known_by=tokyo(6, 8))) == (["creatinine"], ["crp"])
    give_codes(one, "K2,L,creatinine,,mg/dL\n", tokyo(6, 10)).run()
    assert (concepts(one), concepts(one, known_by=tokyo(6, 9))) == ([], ["creatinine"])
    give_codes(one, "K1,L,crp,,mg/dL\n", tokyo(6, 11)).run()
    assert (concepts(one), concepts(one, known_by=tokyo(6, 10))) == (["crp"], [])
    one.close()


def test_a_page_is_taken_back_when_the_code_it_rests_on_is_mapped_otherwise(one: Embedded) -> None:
    give_codes(one, "BCX,L,blood_culture,,\n", tokyo(5, 8))
    report = local_culture("M1", tokyo(6, 8), "BCX", "Escherichia coli").replace(
        b"600-7^Bacteria identified^LN", b"BCO^Keim^L"
    )
    one.receive(report, tokyo(6, 8))
    first = one.run()
    assert [page.kind for page in first] == ["bsi.confirmed"]
    give_codes(one, "BCX,L,culture,urine,\n", tokyo(6, 9))
    last = one.run()[-1]
    assert last.reason == "retracted"
    assert first[0].dedup_key in last.resolves
    one.close()


def test_codes_of_another_feed_change_nothing(one: Embedded) -> None:
    one.receive(local("M1", tokyo(6, 8), "BT", "38.9", "Cel"), tokyo(6, 8))
    give_codes(one, "BT,L,temperature,,\n", tokyo(6, 9), feed="ward").run()
    assert concepts(one) == []
    one.close()


def test_what_another_message_says_without_the_code_stays(one: Embedded) -> None:
    """The order's own code is LOINC in one message and local in the other; both say the same."""
    give_codes(one, "OBS,L,blood_culture,,\n", tokyo(5, 8))
    known = blood_culture("M2", tokyo(6, 8), collected_at=tokyo(6, 8), said="Escherichia coli")
    by_local_code = known.replace(b"|M2|", b"|M1|").replace(b"600-7^Bacteria identified^LN", b"OBS^Keim^L")
    one.receive(by_local_code, tokyo(6, 8)).receive(known, tokyo(6, 9))
    one.run()
    give_codes(one, "OBS,L,crp,,mg/dL\n", tokyo(6, 10)).run()
    assert concepts(one) == ["culture"]
    one.close()


def test_the_codes_are_the_journals_after_a_restart(one: Embedded) -> None:
    give_codes(one, "BT,L,temperature,,\n", tokyo(5, 8)).run()
    one.restart()
    one.receive(local("M1", tokyo(6, 8), "BT", "38.9", "Cel"), tokyo(6, 8)).run()
    assert concepts(one) == ["temperature"]
    one.close()


def test_codes_that_are_taken_away_mean_nothing_any_more(one: Embedded) -> None:
    give_codes(one, "BT,L,temperature,,\n", tokyo(5, 8))
    one.receive(local("M1", tokyo(6, 8), "BT", "38.9", "Cel"), tokyo(6, 8)).run()
    give_codes(one, None, tokyo(6, 9)).run()
    assert concepts(one) == []
    one.close()


def test_an_entry_that_holds_no_codes_is_buried_and_the_ones_behind_it_go_on(one: Embedded) -> None:
    one.journal.append(
        [NewEntry(tokyo(5, 8), EntryKind.CODES, CODES_FEED, "", b'{"feed": "default", "csv": "nonsense"}')]
    )
    give_codes(one, "BT,L,temperature,,\n", tokyo(5, 9))
    one.receive(local("M1", tokyo(6, 8), "BT", "38.9", "Cel"), tokyo(6, 8)).run()
    assert [letter.reason for letter in one.store.dead_letters()] == ["codes: SiteCodesError"]
    assert concepts(one) == ["temperature"]
    one.close()


def test_replaying_the_journal_ends_where_the_service_stood(one: Embedded, tmp_path: Path) -> None:
    give_codes(one, "K1,L,crp,,mg/dL\n", tokyo(5, 8))
    one.receive(local("M1", tokyo(6, 8), "K1", "1.2", ""), tokyo(6, 8))
    give_codes(one, "K1,L,creatinine,,mg/dL\n", tokyo(6, 9)).run(entries_at_a_time=1)
    again = Embedded(tmp_path / "again")
    journal = SqliteJournalReader(one.folder.journal)
    for seq in range(1, journal.last_seq() + 1):
        entry = journal.entry(seq)
        assert entry is not None
        again.journal.append([NewEntry(entry.received_at, entry.kind, entry.feed, entry.control_id, entry.content)])
    again.run()
    assert again.assessment() == one.assessment()
    assert sorted(again.store.lapses("S01"), key=str) == sorted(one.store.lapses("S01"), key=str)
    one.close()
    again.close()


def isolates(one: Embedded) -> list[tuple[str, str | None]]:
    reports = [fact.statement for fact in one.store.load("S01").facts.current()]
    return [
        (each.reported, each.organism)
        for report in reports
        if isinstance(report, MicrobiologyReport)
        for each in report.isolates
    ]


def test_an_organism_that_nobody_knew_counts_from_the_moment_the_site_names_it(one: Embedded) -> None:
    one.receive(blood_culture("M1", tokyo(6, 8), collected_at=tokyo(5, 8), said="NOVOBACTER Novus"), tokyo(6, 8))
    one.run()
    assert isolates(one) == [("NOVOBACTER Novus", None)]
    assert [each.unmapped.code for each in one.store.unmapped()] == ["NOVOBACTER Novus"]
    csv = "code,system,concept,organism\nNovobacter novus,,organism,Novobacter novus (commensal)\n"
    change = CodesChange(feed="default", file="codes.csv", csv=csv)
    one.journal.append([NewEntry(tokyo(6, 9), EntryKind.CODES, CODES_FEED, "", change.model_dump_json().encode())])
    one.run()
    assert isolates(one) == [("NOVOBACTER Novus", "Novobacter novus [site: commensal]")]
    assert one.store.unmapped() == []
    one.close()
