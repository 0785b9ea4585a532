"""`graftwatch safety report` over the folder of a simulated trial: true, blinded, and the same bytes each time."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

import pytest

from cli_site import Site
from embedded import Embedded
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.committee.audience import Audience
from graftwatch.committee.chart import Chart
from graftwatch.committee.report import safety_report
from graftwatch.console.document_html import document_page
from graftwatch.entrypoints.safety_document import cut_off_by
from graftwatch.pipeline.report_material import Asked, report_material
from graftwatch.protocol import BUILT_IN, Protocol, ProtocolVersion, stated_protocol
from graftwatch.roster import Enrolment, RosterChange
from graftwatch.simulator import Simulation, simulate
from graftwatch.simulator.truth import RecipientTruth
from page_tables import PageRead
from pdf_text import read_pdf
from simulated_journal import journal_of

SEED = 13
TOKYO = Protocol().zone
MIDWAY, LATER = "2026-02-08", "2026-02-16"
JANUARY = datetime(2026, 1, 1, tzinfo=TOKYO)
MIDDLE_OF_THE_FEED = datetime(2026, 2, 17, 12, tzinfo=TOKYO)
BOTH = (".html", ".pdf")


@dataclass(frozen=True)
class Reported:
    """A folder of a whole trial, and what was reported while it had read its first half only."""

    site: Site
    simulation: Simulation
    halfway: Mapping[str, bytes]
    embedded: Embedded

    def report(self, *words: str, forms: tuple[str, ...] = (".html",)) -> dict[str, bytes]:
        """The files of a report."""
        return report(self.site, *words, forms=forms)

    def page(self, *words: str) -> PageRead:
        return PageRead(self.report(*words)[".html"].decode())


def report(site: Site, *words: str, forms: tuple[str, ...] = (".html",)) -> dict[str, bytes]:
    files = {form: site.root / f"report{form}" for form in forms}
    given = [word for file in files.values() for word in ("--out", file)]
    done = site.run("safety", "report", *words, *given)
    assert done.exit_code == 0, done.stderr
    return {form: file.read_bytes() for form, file in files.items()}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    """The service stays open on the folder, as it does where it runs."""
    simulation = simulate(SEED, recipients=4, background=0, protocol=Protocol())
    site = Site(tmp_path_factory.mktemp("reported"))
    site.configured('clock = "replay"\n')
    embedded = Embedded(site.data)
    entries = journal_of(simulation)
    first = [one for one in entries if one.received_at < MIDDLE_OF_THE_FEED]
    embedded.journal.append(first)
    embedded.run()
    report(site, "--for", "committee", "--as-of", MIDWAY)
    halfway = report(site, "--for", "committee", "--as-of", LATER, forms=BOTH)
    embedded.journal.append(entries[len(first) :])
    embedded.run()
    yield Reported(site, simulation, halfway, embedded)
    embedded.close()


def test_what_is_read_later_changes_no_byte_of_an_earlier_cut_off(reported: Reported) -> None:
    assert reported.report("--for", "committee", "--as-of", LATER)[".html"] == reported.halfway[".html"]


def test_another_process_place_time_zone_and_hash_seed_give_the_same_bytes(reported: Reported, tmp_path: Path) -> None:
    """There the folder is that of a safety role, which follows a cluster: a copy of the detector's store."""
    shutil.copytree(reported.site.data, tmp_path / "elsewhere" / "safety")
    (tmp_path / "settings.toml").write_text('engine = "kafka"\nclock = "replay"\ndata = "elsewhere"\n', "utf-8")
    words = ("--for", "committee", "--as-of", LATER, "--out", "again.pdf", "--out", "again.html")
    subprocess.run(
        [sys.executable, "-m", "graftwatch.entrypoints", "safety", "report", *words, "--config", "settings.toml"],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C"},
    )
    assert (tmp_path / "again.html").read_bytes() == reported.halfway[".html"]
    assert (tmp_path / "again.pdf").read_bytes() == reported.halfway[".pdf"]


def test_the_last_report_is_what_the_next_is_compared_with(reported: Reported) -> None:
    assert "Compared with the report as of 2026-02-08 23:59." in PageRead(reported.halfway[".html"].decode()).text


def test_a_day_named_by_hand_is_what_it_is_compared_with_and_a_cut_off_not_read_up_to_says_so(
    reported: Reported,
) -> None:
    page = reported.page("--for", "blinded", "--as-of", "2026-03-09", "--since", "2026-01-30")
    assert "Compared with the report as of 2026-01-30 23:59." in page.text
    assert "The service had read its feeds only up to 2026-03-06 00:00" in page.text


def true_events(
    reported: Reported, found: Callable[[RecipientTruth], list[tuple[str, str]]]
) -> set[tuple[str, str, str]]:
    return {(one.subject, *each) for one in reported.simulation.truth.recipients for each in found(one)}


def test_events_and_counts_are_the_simulators_truth(reported: Reported) -> None:
    page, truth = reported.page("--for", "committee"), reported.simulation.truth
    infections = {
        (subject, on, ", ".join(sorted(organisms.split(", "))))
        for subject, on, _, status, _, _, organisms, _, counts in page.rows("bsi", "Events")
        if status == "confirmed" and counts != "outside the window"
    }
    assert infections == true_events(
        reported,
        lambda one: [
            (each.date_of_event.isoformat(), ", ".join(sorted(each.organisms)))
            for each in one.bsi
            if each.status == "confirmed" and each.in_window
        ],
    )
    rejections = {
        (subject, on, status)
        for subject, on, _, status, _, _, counts in page.rows("rejection", "Events")
        if counts == "yes"
    }
    assert rejections == true_events(
        reported,
        lambda one: (
            [(one.rejection.date.isoformat(), "confirmed")] if one.rejection and one.has_rejection_endpoint else []
        ),
    )
    with_event = {row[0]: int(row[3]) for row in page.rows("counts", "Recipients by endpoint")}
    assert with_event == {"Bloodstream infection": truth.bsi, "Rejection": truth.rejection}
    assert truth.bsi >= 2
    assert truth.rejection >= 1


def test_protocol_and_rules_stand_with_their_hashes(reported: Reported) -> None:
    said = PageRead(reported.halfway[".html"].decode()).text
    assert re.search(rf"SHA-256 as read by this release {Protocol().sha256}", said)
    assert re.search(r"Detection rules nhsn-[\d.]+, SHA-256 [0-9a-f]{64} ", said)


def test_the_pdf_says_the_same_as_the_page(reported: Reported) -> None:
    page, paper = PageRead(reported.halfway[".html"].decode()), read_pdf(reported.halfway[".pdf"])
    said = " ".join(paper.text.split())
    for caption in ("Events", "The path so far", "Cumulative incidence"):
        for row in page.rows("bsi", caption):
            assert " ".join(row) in said
    assert all("Safety committee only" in one and "data cut-off 2026-02-16 23:59" in one for one in paper.pages)


class OfTwoArms(SqliteState):
    """The same store, its recipients in two arms: those infused, and those whose roster names no infusion."""

    def __init__(self, file: Path, treated: frozenset[str]) -> None:
        self._connection = open_state(file, read_only=True)
        super().__init__(self._connection)
        self._treated = treated

    def roster_changes(self, known_by: datetime | None = None) -> list[RosterChange]:
        return [self._in_arm(one) for one in super().roster_changes(known_by)]

    def _in_arm(self, one: RosterChange) -> RosterChange:
        if not isinstance(one, Enrolment):
            return one
        treated = one.subject in self._treated
        infused_at = one.transplanted_at + timedelta(days=3) if treated else None
        return one.model_copy(update={"arm": "Zellgruppe" if treated else "Kontrollgruppe", "infused_at": infused_at})

    def close(self) -> None:
        self._connection.close()


class OfTwoVersions(OfTwoArms):
    """The same store, under a second version of the protocol from a day on: a shorter window."""

    def protocol_history(self) -> tuple[ProtocolVersion, ...]:
        shorter = stated_protocol('version = "2"\n[window]\nlast_day = 20\n', "protocol.toml")
        return (ProtocolVersion.of(BUILT_IN, JANUARY), ProtocolVersion.of(shorter, JANUARY + timedelta(days=40)))


def test_each_cut_off_has_the_protocol_then_in_force_and_a_change_is_shown(reported: Reported) -> None:
    with closing(OfTwoVersions(reported.site.place.state, frozenset())) as store:

        def page(day: int, since: int | None = None) -> PageRead:
            before = None if since is None else JANUARY + timedelta(days=since)
            asked = Asked(JANUARY + timedelta(days=day), Audience.COMMITTEE, before)
            document = safety_report(report_material(store, None, Protocol(), asked), Audience.COMMITTEE)
            return PageRead(document_page(document, all_of))

        earlier, later = page(35), page(50, since=35)
    assert "post-operative days 0 to 30" in earlier.text
    assert [row[1] for row in earlier.rows("protocol", "Versions")] == ["1"]
    assert "post-operative days 0 to 20" in later.text
    assert [row[1] for row in later.rows("protocol", "Versions")] == ["1", "2"]
    changed = next(row for row in later.rows("changes", "Corrected") if row[1] == "protocol")
    assert ("version 1 " in changed[2], "version 2 " in changed[3]) == (True, True)


def of_arms(reported: Reported, audience: Audience, *treated: str) -> str:
    asked = Asked(datetime(2026, 2, 20, 12, tzinfo=TOKYO), audience, datetime(2026, 2, 8, tzinfo=TOKYO))
    with closing(OfTwoArms(reported.site.place.state, frozenset(treated))) as store:
        return document_page(safety_report(report_material(store, None, Protocol(), asked), audience), all_of)


def all_of(chart: Chart) -> str:
    """All that a chart is drawn from."""
    return escape(repr(chart))


def test_who_is_in_which_arm_changes_no_byte_for_a_blinded_reader(reported: Reported) -> None:
    one, other = ("S01", "S03"), ("S02", "S04")
    blinded = of_arms(reported, Audience.BLINDED, *one)
    assert blinded == of_arms(reported, Audience.BLINDED, *other)
    assert not {"arms", "infusion", "grades"} & {chapter for chapter, _ in PageRead(blinded).tables}
    seen = of_arms(reported, Audience.COMMITTEE, *one)
    assert seen != of_arms(reported, Audience.COMMITTEE, *other)
    page = PageRead(seen)
    assert {row[0] for row in page.rows("arms", "Rates by arm")} == {"Zellgruppe", "Kontrollgruppe"}
    assert {row[:2] for row in page.rows("infusion", "Infusions")} == {("Zellgruppe", "2"), ("Kontrollgruppe", "0")}


def test_no_identifier_name_or_birth_date_is_in_it(reported: Reported) -> None:
    seen = reported.halfway[".html"].decode() + read_pdf(reported.halfway[".pdf"]).text
    rows = [line.split(",") for line in reported.simulation.roster_csv.splitlines()[1:]]
    names = {
        part
        for entry in journal_of(simulate(SEED, recipients=4, background=0, protocol=Protocol()))
        for person in re.findall(rb"\rPID\|[^|]*\|[^|]*\|[^|]*\|[^|]*\|([^|^]+)", entry.content)
        for part in [person.decode("utf-8", "replace")]
        if len(part) > 3
    }
    planted = {row[1] for row in rows} | {row[6] for row in rows if row[6]} | names
    assert len(planted) > 10
    assert not {one for one in planted if one in seen}


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        pytest.param(("--as-of", "2026-01-01"), 1, "nobody was enrolled by then", id="before the first entry"),
        pytest.param(("--as-of", "2999-01-01"), 1, "lies in the future; give a day or a time", id="a day to come"),
        pytest.param(("--as-of", "2999-01-01T10:00"), 1, "lies in the future; give a day", id="a time to come"),
        pytest.param(("--as-of", LATER, "--since", LATER), 1, "is not before the cut-off", id="compared with itself"),
        pytest.param(("--as-of", "yesterday"), 2, "write it like 2026-06-30", id="no date"),
        pytest.param(("--as-of", "never"), 2, "write it like 2026-06-30", id="never"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    words: tuple[str, ...], status: int, says: str, reported: Reported, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    done = reported.site.run("safety", "report", "--for", "committee", *words, "--out", file)
    assert done.exit_code == status
    assert says in done.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("as_of", "read_until", "cut_off_at"),
    [
        pytest.param("2026-06-02", "2026-06-02T13:17", "2026-06-02T13:17", id="the last that was read"),
        pytest.param("2026-06-02", "2026-03-06T00:00", "2026-06-02T00:00", id="nothing yet: its beginning"),
    ],
)
def test_a_day_that_is_not_over_is_cut_off_where_the_data_end(as_of: str, read_until: str, cut_off_at: str) -> None:
    noon = datetime(2026, 6, 2, 14, tzinfo=TOKYO)
    read = datetime.fromisoformat(read_until).replace(tzinfo=TOKYO)
    assert cut_off_by(as_of, TOKYO, read, noon) == datetime.fromisoformat(cut_off_at).replace(tzinfo=TOKYO)


def test_another_form_is_refused(reported: Reported) -> None:
    done = reported.site.run("safety", "report", "--for", "committee", "--out", "report.docx")
    assert done.exit_code == 2
    assert "end it with .html or .pdf" in done.stderr


def test_a_change_of_what_was_issued_is_told(reported: Reported, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.configured('clock = "replay"\n')
    shutil.copytree(reported.site.data, site.data)
    issued = [json.loads(line) for line in site.place.reports.read_text("utf-8").splitlines()]
    as_if = "".join(json.dumps({**one, "sha256": {"html": "0" * 64}}) + "\n" for one in issued)
    site.place.reports.write_text(as_if, "utf-8")
    done = site.run("safety", "report", "--for", "committee", "--as-of", MIDWAY, "--out", tmp_path / "a.html", "--json")
    assert "differs from the one issued for the same cut-off before" in done.stderr
    said = json.loads(done.stdout)
    assert (said["audience"], said["as_of"], said["since"]) == ("committee", "2026-02-08T23:59:59.999999+09:00", None)
