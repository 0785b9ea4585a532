"""`graftwatch backtest` over a feed written by hand, where every figure was counted on paper.

Six reviewed recipients, transplanted on 1 June 2026 at 09:30 in Tokyo, window until 1 July; the feed ends on 2 July at
midnight, so each is under observation for 30 days 14.5 hours, six of them for 6.0329 months of 30.4375 days.

| who | what came | the reviewer | the service |
| --- | --- | --- | --- |
| S01 | E. coli, drawn 4 June 08:00, preliminary at 24 h, final at 48 h | BSI, 4 June, LCBI-1 | the same; 2 pages |
| S02 | a temperature | BSI of 10 June | nothing: missed |
| S03 | S. epidermidis once, preliminary, then final | contaminant of 12 June | contaminant; 1 page |
| S04 | S. aureus, drawn 15 June, final | nothing | LCBI-1: for nothing; 1 page |
| S05 | E. faecium, drawn 21 June, final | BSI of 20 June, LCBI-1 | of 21 June; 1 page |
| S06 | a biopsy of 16 June, moderate, entered a day later | rejection of 16 June | the same; 1 page |
| S07 | a temperature | not reviewed | left out |
"""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from graftwatch.entrypoints.cli import graftwatch
from hl7_by_hand import ROSTER_HEAD, culture, temperature

PEOPLE = range(1, 8)
ROSTER = ROSTER_HEAD + "".join(f"S0{n},1000{n},HOSP,2026-06-01T09:30,,,1967-03-21,F,,\n" for n in PEOPLE)
BIOPSY = {"portal": 2, "duct": 2, "venous": 1, "at": "2026-06-16T10:00", "entered_at": "2026-06-17T10:00"}
TRUTH = """subject,kind,date_of_event,organisms,criterion,status,note
S01,bsi,2026-06-04,Escherichia coli,LCBI-1,,
S02,bsi,2026-06-10,Klebsiella pneumoniae,LCBI-1,,culture of another hospital
S03,contaminant,2026-06-12,Staphylococcus epidermidis,,,
S04,none,,,,,
S05,bsi,2026-06-20,Enterococcus faecium,LCBI-1,,
S06,rejection,2026-06-16,,moderate,,
"""
UNTIL = ("--until", "2026-07-02T00:00")


def of(number: int, written: str) -> str:
    """A message about another recipient."""
    return written.replace("10001^^^HOSP", f"1000{number}^^^HOSP")


MESSAGES = [
    culture("0604 0800", "Escherichia coli", status="P", reported="0605 0800"),
    culture("0604 0800", "Escherichia coli", reported="0606 0800"),
    of(2, temperature("0610 0800", "36.9")),
    of(3, culture("0612 0800", "Staphylococcus epidermidis", specimen="C1", status="P", reported="0613 0800")),
    of(3, culture("0612 0800", "Staphylococcus epidermidis", specimen="C1", reported="0614 0800")),
    of(4, culture("0615 0800", "Staphylococcus aureus", specimen="D1")),
    of(5, culture("0621 0800", "Enterococcus faecium", specimen="E1")),
    of(6, temperature("0616 0800", "36.8")),
    of(7, temperature("0616 0900", "36.8")),
]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """The folder as a hospital would hand it over; the messages in no order, as exports often are."""
    folder = tmp_path / "feed"
    (folder / "messages").mkdir(parents=True)
    for number, written in enumerate(reversed(MESSAGES)):
        (folder / "messages" / f"{number}.hl7").write_bytes(written.encode())
    (folder / "roster.csv").write_text(ROSTER, "utf-8")
    (folder / "truth.csv").write_text(TRUTH, "utf-8")
    decision = {"type": "biopsy", "subject": "S06", "by": "pathology", **BIOPSY}
    (folder / "decisions.jsonl").write_text(f"{json.dumps(decision)}\n", "utf-8")
    return folder


def run(*words: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(graftwatch, ["backtest", *(str(one) for one in words)], input=given)


def said(*words: object) -> Any:  # noqa: ANN401 - a JSON document
    done = run(*words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def counts(share: dict[str, object]) -> tuple[object, object]:
    return share["count"], share["of"]


class TestFigures:
    def test_recipients_by_endpoint(self, feed: Path) -> None:
        bsi, rejection = said(feed, *UNTIL)["endpoints"]
        assert [bsi[cell] for cell in ("both", "only_truth", "only_service", "neither")] == [2, 1, 1, 2]
        assert bsi["sensitivity"]["interval_95"] == pytest.approx([0.0943, 0.9916], abs=5e-5)  # 2 of 3, R binom.test
        assert counts(bsi["specificity"]) == counts(bsi["positive_predictive_value"]) == (2, 3)
        assert [rejection[cell] for cell in ("both", "only_truth", "only_service", "neither")] == [1, 0, 0, 5]

    def test_events_with_dates_criteria_and_organisms(self, feed: Path) -> None:
        bsi, rejection = said(feed, *UNTIL)["events"]
        assert counts(bsi["sensitivity"]) == counts(bsi["positive_predictive_value"]) == (2, 3)
        assert counts(bsi["same_date"]) == (1, 2)
        assert counts(bsi["same_criterion"]) == counts(bsi["same_organisms"]) == (2, 2)
        assert bsi["criteria"] == [{"truth": "LCBI-1", "service": "LCBI-1", "count": 2}]
        assert {(one["truth"], one["service"]): one["count"] for one in bsi["standings"]} == {
            ("confirmed", "confirmed"): 2,
            ("confirmed", "nothing"): 1,
            ("contaminant", "contaminant"): 1,
            ("nothing", "confirmed"): 1,
        }
        assert rejection["criteria"] == [{"truth": "moderate", "service": "moderate", "count": 1}]

    def test_a_contaminant_is_never_confirmed_but_woke_somebody(self, feed: Path) -> None:
        cultures = said(feed, *UNTIL)["cultures"]
        assert counts(cultures["never_confirmed"]) == (1, 1)
        assert counts(cultures["never_paged"]) == (0, 1)

    def test_false_pages_a_recipient_month(self, feed: Path) -> None:
        report = said(feed, *UNTIL)
        pages, false = report["pages"], report["pages"]["false_per_month"]
        assert (pages["waking"], pages["right"], pages["wrong"]) == (6, 4, 2)
        assert report["recipient_months"] == false["months"] == pytest.approx(6.0329, abs=5e-5)
        # Two events: 0.2422 to 7.2247 expected (tables of the Poisson distribution), over 6.0329 months.
        assert [false["per_month"], *false["interval_95"]] == pytest.approx([0.3315, 0.0401, 1.1976], abs=5e-5)

    def test_alarms_in_uneventful_months_and_how_many_were_right(self, feed: Path) -> None:
        pages, notices = said(feed, *UNTIL)["alarms"]
        assert (pages["severity"], pages["news"], counts(pages["precision"])) == ("page", 6, (4, 6))
        # Nothing real in S03 (a contaminant) and S04: two recipients, a page each, twice 30 days 14.5 hours.
        quiet = pages["uneventful_per_month"]
        assert (pages["uneventful_recipients"], quiet["count"]) == (2, 2)
        assert quiet["months"] == pytest.approx(2.0110, abs=5e-5)
        assert [quiet["per_month"], *quiet["interval_95"]] == pytest.approx([0.9945, 0.1204, 3.5926], abs=2e-4)
        assert pages["repetitions"] == 24  # nobody acknowledges: each of the six is repeated four times
        assert (notices["severity"], notices["news"], counts(notices["precision"])) == ("notify", 0, (0, 0))

    def test_times_from_collection_first_positive_and_final(self, feed: Path) -> None:
        hours = {one["name"].partition(" (")[0]: one for one in said(feed, *UNTIL)["times"]}
        assert hours["BSI: collection to first page"]["hours"] == [24.0, 48.0]
        assert hours["BSI: first positive report to first page"]["hours"] == [0.0, 0.0]
        assert hours["BSI: hours gained"]["hours"] == [0.0, 24.0]
        assert (hours["BSI: hours gained"]["median"], hours["BSI: hours gained"]["worst"]) == (12.0, 0.0)
        assert hours["BSI: final report to page of the confirmed infection"]["hours"] == [0.0, 0.0]

    def test_a_rejection_without_a_laboratory_signal_counts_as_not_signalled(self, feed: Path) -> None:
        for definition in said(feed, *UNTIL)["rejection_signals"]:
            assert counts(definition["sensitivity_before_biopsy"]) == (0, 1)
            assert definition["false_signals"]["count"] == 0
            assert definition["false_signals"]["months"] == pytest.approx(5.0274, abs=5e-5)
            assert definition["target_met"] is False

    def test_every_disagreement_is_told_once_with_its_grounds(self, feed: Path) -> None:
        found = said(feed, *UNTIL)["disagreements"]
        assert [(one["subject"], one["title"]) for one in found] == [
            ("S02", "bsi endpoint missed"),
            ("S02", "bsi missed"),
            ("S03", "page for nothing"),
            ("S04", "bsi endpoint for nothing"),
            ("S04", "bsi confirmed for nothing"),
            ("S04", "page for nothing"),
            ("S05", "bsi: other date"),
            ("S06", "rejection not signalled before its biopsy"),
        ]
        missed, contaminant, invented = found[1], found[2], found[4]
        assert "culture of another hospital" in missed["truth"]
        assert missed["explanation"] == ["blood and other specimens read, collected within 7 days of 2026-06-10: 0"]
        assert contaminant["when"] == ["2026-06-13 08:00+09:00 first"]
        assert any("second" in line and line.startswith("missing") for line in contaminant["explanation"])
        assert any(line.startswith("met: Staphylococcus aureus") for line in invented["explanation"])
        assert all(one.startswith("MSH-10") for one in invented["messages"])

    def test_who_was_not_reviewed_is_left_out_and_named(self, feed: Path) -> None:
        report = said(feed, *UNTIL)
        assert (report["recipients"], report["feeds"][0]["not_reviewed"]) == (6, ["S07"])
        assert "1 recipients are not in the truth and are left out: S07" in run(feed, *UNTIL).stderr

    def test_a_kind_that_nobody_looked_for_is_not_judged(self, feed: Path) -> None:
        text = "".join(line for line in TRUTH.splitlines(keepends=True) if "rejection" not in line)
        (feed / "truth.csv").write_text(text + "S06,none,,,,,\n", "utf-8")
        report = said(feed, *UNTIL)
        assert [one["endpoint"] for one in report["endpoints"]] == report["judged"] == ["bsi"]
        assert (report["pages"]["waking"], report["pages"]["not_judged"]) == (5, 1)
        looked = said(feed, *UNTIL, "--reviewed", "rejection")["endpoints"][1]
        assert (looked["only_service"], looked["neither"]) == (1, 5)


class TestFeeds:
    def test_a_file_or_standard_input_is_a_feed_too(self, feed: Path) -> None:
        whole = "".join(MESSAGES).encode()
        files = (
            "--roster",
            feed / "roster.csv",
            "--truth",
            feed / "truth.csv",
            "--decisions",
            feed / "decisions.jsonl",
        )
        done = run("-", *files, *UNTIL, "--json", given=whole)
        assert done.exit_code == 0, done.stderr
        assert json.loads(done.stdout)["endpoints"] == said(feed, *UNTIL)["endpoints"]

    def test_in_the_order_of_the_files_a_late_message_comes_late(self, feed: Path) -> None:
        for number, written in enumerate([*MESSAGES[1:], MESSAGES[0]]):
            (feed / "messages" / f"{number}.hl7").write_bytes(written.encode())
        lines = said(feed, *UNTIL, "--arrival", "order")["timelines"]
        first = next(one for one in lines if one["subject"] == "S01")
        assert (first["first_page_at"], first["final_at"]) == ("2026-06-05T23:00:00Z", "2026-06-05T23:00:00Z")

    def test_several_feeds_are_counted_together(self, feed: Path) -> None:
        truths = ("--truth", feed / "truth.csv") * 2
        bsi = said(feed, feed / "messages", *truths, *UNTIL)["endpoints"][0]
        assert [bsi[cell] for cell in ("both", "only_truth", "only_service", "neither")] == [4, 2, 2, 4]

    def test_the_same_feed_gives_the_same_bytes(self, feed: Path, tmp_path: Path) -> None:
        for name in ("first", "second"):
            run(feed, *UNTIL, "--html", tmp_path / f"{name}.html", "--json-out", tmp_path / f"{name}.json")
        for kind in ("html", "json"):
            assert (tmp_path / f"first.{kind}").read_bytes() == (tmp_path / f"second.{kind}").read_bytes()

    def test_the_page_loads_nothing_and_names_nobody(self, feed: Path, tmp_path: Path) -> None:
        page = tmp_path / "report.html"
        done = run(feed, *UNTIL, "--html", page)
        text = page.read_text("utf-8")
        assert "Page for nothing" in text
        assert text.count("<svg") == 3
        assert not any(word in text for word in ("src=", "@import", "url(http", "<script", "<link"))
        for private in ("10001", "INVENTED", "19670321", "1967-03-21"):
            assert private not in text + done.stdout + done.stderr

    def test_simulated_feeds_are_played_without_any_file(self) -> None:
        report = said("--simulate", "3-4", "--recipients", "2", "--days", "45")
        assert [one["name"] for one in report["feeds"]] == ["seed 3", "seed 4"]
        assert report["recipients"] == 4

    def test_a_simulated_folder_is_a_feed_with_its_truth(self, tmp_path: Path) -> None:
        folder = tmp_path / "feed"
        made = ["simulate", "--seed", "3", "--recipients", "2", "--days", "45", "--background", "0.9"]
        files = ["--out", str(folder), "--truth", str(tmp_path / "truth.json")]
        assert CliRunner().invoke(graftwatch, [*made, *files]).exit_code == 0
        report = said(folder, "--arrival", "order")
        played = report["feeds"][0]
        assert played["about_recipients"] < played["messages"] / 5
        assert counts(report["endpoints"][0]["sensitivity"])[0] == counts(report["endpoints"][0]["sensitivity"])[1]


class TestFaults:
    @pytest.mark.parametrize(
        ("row", "words"),
        [
            pytest.param(
                "S99,bsi,2026-06-04", "truth.csv, line 2: `subject`: this subject is not on the roster", id="nobody"
            ),
            pytest.param(
                "S01,bsi,04.06.2026", "line 2: `date_of_event`: not a date; write it like 2026-06-04", id="date"
            ),
            pytest.param("S01,bsi,2062-06-04", "`date_of_event`: more than two years from the transplant", id="year"),
            pytest.param("S01,sepsis,2026-06-04", "`kind`: there is no 'sepsis'; use one of bsi", id="kind"),
            pytest.param("S01,bsi,2026-06-04,E. cola", "'E. cola' is not known as one organism", id="organism"),
            pytest.param(
                "S01,bsi,2026-06-04,,LCBI-9", "`criterion`: 'LCBI-9' is not known; use one of LCBI-1", id="rule"
            ),
            pytest.param("S01,bsi,2026-06-04,,,sure", "`status`: there is no 'sure'", id="status"),
            pytest.param("S01,none,2026-06-04", "`date_of_event` must be empty beside kind `none`", id="nothing dated"),
            pytest.param("S01,bsi,2026-06-04\nS01,bsi,2026-06-04", "line 3: says the same as line 2", id="twice"),
            pytest.param("S01,bsi,2026-06-04\nS01,none,", "line 3: S01 has events in other lines", id="both"),
            pytest.param("", "truth.csv: holds no row; write one for each recipient", id="empty"),
        ],
    )
    def test_a_bad_row_is_named_with_its_line_and_mend(self, feed: Path, row: str, words: str) -> None:
        (feed / "truth.csv").write_text(f"subject,kind,date_of_event,organisms,criterion,status,note\n{row}\n", "utf-8")
        done = run(feed)
        assert (done.exit_code, done.stdout) == (1, "")
        assert words in done.stderr

    def test_every_fault_of_a_file_is_listed_at_once(self, feed: Path) -> None:
        (feed / "truth.csv").write_text("subject,kind,date_of_event\nS01,bsi,soon\nS98,bsi,2026-06-04\n", "utf-8")
        lines = run(feed).stderr.splitlines()
        assert [line.split(":")[0] for line in lines] == ["truth.csv, line 2", "truth.csv, line 3"]

    def test_a_wrong_header_says_the_right_one(self, feed: Path) -> None:
        (feed / "truth.csv").write_text("subject,what,date_of_event\nS01,bsi,2026-06-04\n", "utf-8")
        assert "line 1: column `kind` is missing; the header must be subject,kind,date_of_event" in run(feed).stderr

    def test_a_json_file_that_is_no_truth_says_what_is(self, feed: Path) -> None:
        (feed / "truth.json").write_text('{"recipients": []}', "utf-8")
        done = run(feed)
        assert done.exit_code == 1
        assert "truth.json: `seed`: Field required; give what `graftwatch simulate --truth` wrote" in done.stderr

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            pytest.param("subject;kind;date_of_event\n", "joined by commas, not by ';'", id="semicolons"),
            pytest.param('subject,kind,date_of_event\n"S01,' + "x" * 140_000, "line 2: no CSV", id="an endless cell"),
        ],
    )
    def test_a_table_that_is_none_is_named(self, feed: Path, text: str, words: str) -> None:
        (feed / "truth.csv").write_text(text, "utf-8")
        done = run(feed)
        assert (done.exit_code, done.stdout) == (1, "")
        assert words in done.stderr

    def test_a_simulated_truth_of_another_roster_or_window_is_refused(self, feed: Path, tmp_path: Path) -> None:
        made = ["simulate", "--seed", "3", "--recipients", "1", "--days", "20", "--background", "0"]
        CliRunner().invoke(graftwatch, [*made, "--out", str(tmp_path / "other"), "--truth", str(feed / "truth.json")])
        assert "S01: the window is" in run(feed).stderr
        (feed / "roster.csv").write_text(ROSTER.replace("S01,", "A01,"), "utf-8")
        assert "S01 is not on the roster" in run(feed).stderr

    @pytest.mark.parametrize(
        ("missing", "words"),
        [
            pytest.param("roster.csv", "there is no roster.csv beside it; name one with --roster", id="roster"),
            pytest.param(
                "truth.csv", "there is no truth.json or truth.csv beside it; name one with --truth", id="truth"
            ),
        ],
    )
    def test_what_is_missing_beside_a_feed_is_asked_for(self, feed: Path, missing: str, words: str) -> None:
        (feed / missing).unlink()
        done = run(feed)
        assert done.exit_code == 1
        assert words in done.stderr

    def test_a_feed_about_nobody_is_refused(self, feed: Path) -> None:
        (feed / "roster.csv").write_text(ROSTER.replace(",1000", ",2000"), "utf-8")
        done = run(feed)
        assert done.exit_code == 1
        assert "none of 9 messages is about anybody on the roster" in done.stderr

    @pytest.mark.parametrize(
        "words", [(), ("--simulate", "1", "feed"), ("--simulate", "5-3"), ("--simulate", "1-101"), ("--simulate", "x")]
    )
    def test_wrong_use_is_status_two(self, words: tuple[str, ...]) -> None:
        assert run(*words).exit_code == 2

    def test_what_cannot_be_read_is_counted_and_placed(self, feed: Path) -> None:
        (feed / "messages" / "broken.hl7").write_bytes(b"MSH|^~\\&|LIS\rPID|1||10001^^^HOSP\r")
        played = said(feed, *UNTIL)["feeds"][0]
        assert [one["file"].rpartition("/")[2] for one in played["unread"]] == ["broken.hl7, byte 0"]
