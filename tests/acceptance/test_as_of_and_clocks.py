"""`assess` as of a time, and clocks that are wrong: what was not known or had not happened yet counts for nothing."""

from pathlib import Path

import pytest

from assess_desk import COLI, EPIDERMIDIS, Desk, confirmed, events, fever, open_signals, pair
from written_messages import PATIENT, blood_culture, message

CULTURE = "600-7^Bacteria identified in Blood by Culture^LN"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def coli(control_id: str = "C1", *, collected: str = "202606080900", reported: str, status: str = "F") -> bytes:
    return blood_culture(control_id, collected=collected, reported=reported, found=[COLI], status=status)


def corrected_to_no_growth(control_id: str, reported: str) -> bytes:
    return message(
        control_id,
        reported,
        "ORU^R01^ORU_R01",
        f"PID|1||{PATIENT}||SAMPLE^PERSON",
        f"OBR|1|ORD-SP1|FIL-SP1|{CULTURE}|||202606080900|||||||||||||||{reported}||MB|C",
        f"OBX|1|ST|{CULTURE}|1|No growth after 5 days||||||C",
        "SPM|1|SP1||119297000^Blood specimen^SCT|||||||||||||202606080900",
    )


class TestAsOf:
    def test_a_message_that_was_sent_later_is_not_known_yet(self, desk: Desk) -> None:
        report = desk.assess(coli(reported="202606101500"), options=("--now", "2026-06-10T14:59+09:00"))
        assert (events(report), report["not_yet_known"]) == ([], 1)
        report = desk.assess(coli(reported="202606101500"), options=("--now", "2026-06-10T15:00+09:00"))
        assert ([one["criterion"] for one in confirmed(report)], report["not_yet_known"]) == (["LCBI-1"], 0)

    def test_an_earlier_version_counts_until_the_correction_is_sent(self, desk: Desk) -> None:
        messages = coli(reported="202606101500"), corrected_to_no_growth("C2", "202606131000")
        before = desk.assess(*messages, options=("--now", "2026-06-13T09:59+09:00"))
        after = desk.assess(*messages, options=("--now", "2026-06-13T10:00+09:00"))
        assert (len(confirmed(before)), len(confirmed(after))) == (1, 0)

    def test_a_sign_that_a_person_saw_later_does_not_count_yet(self, desk: Desk) -> None:
        seen = desk.decided({"type": "sign", "sign": "chills", "at": "2026-06-11T08:00:00+09:00"})
        drawn = pair("202606090900")
        before = desk.assess(*drawn, options=(*seen, "--now", "2026-06-10T12:00+09:00"))
        assert confirmed(before) == []
        assert desk.assess(*drawn, options=seen)["recipients"][0]["events"][0]["criterion"] == "LCBI-2"

    def test_a_verdict_that_was_given_later_does_not_count_yet(self, desk: Desk) -> None:
        (event,) = confirmed(desk.assess(coli(reported="202606101500")))
        verdict = {"type": "adjudicate", "event": event["id"], "verdict": "refuted", "at": "2026-06-12T08:00:00+09:00"}
        given = desk.decided(verdict)
        before = desk.assess(coli(reported="202606101500"), options=(*given, "--now", "2026-06-11T08:00+09:00"))
        after = desk.assess(coli(reported="202606101500"), options=(*given, "--now", "2026-06-13T08:00+09:00"))
        assert ([one["status"] for one in events(before)], [one["status"] for one in events(after)]) == (
            ["confirmed"],
            ["refuted"],
        )

    def test_a_message_that_states_only_the_day_it_was_sent_hides_nothing_of_that_day(self, desk: Desk) -> None:
        culture = coli(reported="202606081500").replace(b"|202606081500||ORU", b"|20260608||ORU")
        assert len(confirmed(desk.assess(culture))) == 1


class TestClocksThatAreWrong:
    def test_a_message_of_another_century_is_kept_and_flagged_and_sets_no_time(self, desk: Desk) -> None:
        final = coli(reported="202606101500").replace(b"|202606101500||ORU", b"|20990101000000||ORU")
        report = desk.assess(final, fever("38.4", "Cel", "202606090800"))
        assert report["as_of"].startswith("2026-06-10T15:00")
        assert [one["criterion"] for one in confirmed(report)] == ["LCBI-1"]
        assert "its clock is wrong" in report["implausible"][0]["reason"]

    def test_it_does_not_win_over_a_later_correction(self, desk: Desk) -> None:
        final = coli(reported="20990101000000")
        report = desk.assess(final, corrected_to_no_growth("C2", "202606131000"))
        assert confirmed(report) == []

    def test_it_closes_no_window(self, desk: Desk) -> None:
        drawn = pair("202606090900")
        of_the_future = fever("36.6", "Cel", "20990101000000")
        report = desk.assess(*drawn, of_the_future)
        assert [one["status"] for one in events(report)] == ["contaminant"]  # sent on 13 June, the window ended on 11
        early = desk.assess(*drawn, of_the_future, options=("--now", "2026-06-13T15:00+09:00"))
        assert early["recipients"] == report["recipients"]

    def test_positive_blood_of_a_day_to_come_goes_to_a_person_at_once(self, desk: Desk) -> None:
        mistyped = coli(collected="202606180900", reported="202606101500")
        report = desk.assess(mistyped, options=("--now", "2026-06-10T15:00+09:00"))
        assert [(one["status"], one["date_of_event"]) for one in events(report)] == [("unresolved", None)]
        assert open_signals(report) == {("bsi.unresolved", "page")}
        assert report["recipients"][0]["next_look"] == "2026-06-18T00:00:00Z"
        assert any("before the specimen was taken" in one["reason"] for one in report["implausible"])

    def test_when_its_day_has_come_it_is_judged_as_stated(self, desk: Desk) -> None:
        mistyped = coli(collected="202606180900", reported="202606101500")
        (event,) = confirmed(desk.assess(mistyped, options=("--now", "2026-06-18T09:00+09:00")))
        assert event["date_of_event"] == "2026-06-18"

    def test_a_fever_of_a_day_to_come_meets_no_criterion_yet(self, desk: Desk) -> None:
        drawn = blood_culture(
            "C1", collected="202606080900", reported="202606091500", found=[EPIDERMIDIS], specimen="A"
        )
        again = blood_culture(
            "C2", collected="202606090900", reported="202606091500", found=[EPIDERMIDIS], specimen="B"
        )
        charted_ahead = fever("38.4", "Cel", "202606101200").replace(b"|202606101200||ORU", b"|202606091000||ORU")
        report = desk.assess(drawn, again, charted_ahead, options=("--now", "2026-06-10T11:59+09:00"))
        assert [one["status"] for one in events(report)] == ["suspected"]
        report = desk.assess(drawn, again, charted_ahead, options=("--now", "2026-06-10T12:00+09:00"))
        assert [one["criterion"] for one in confirmed(report)] == ["LCBI-2"]
