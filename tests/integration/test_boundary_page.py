"""The committee's page at a crossing, through the real detector, store and outbox: once, whatever happens between."""

from datetime import timedelta
from pathlib import Path

import pytest

from embedded import TRANSPLANT, Embedded, blood_culture, enrolment, temperature, tokyo
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.entrypoints.wiring import detection_of
from graftwatch.paging import Page, PageReason, TrialKind
from graftwatch.roster import Withdrawal

COLI = "Escherichia coli"
BETA_BINOMIAL = 'rule = "beta-binomial"\nprior = [0.6, 2.4]\nalpha = 0.1\nn = 30'  # stops at 3 of 3 or 4, then 4 of 5
TABLE = 'rule = "table"\ntable = {{ {at} = {events} }}\nn = 37'


class Trial:
    """Recipients S01 … and their blood cultures."""

    def __init__(self, folder: Path, boundary: str = BETA_BINOMIAL, recipients: int = 5) -> None:
        folder.mkdir(exist_ok=True)
        self.file = folder / "protocol.toml"
        self.file.write_text(f'[[boundaries]]\nendpoint = "bsi"\np0 = 0.2\n{boundary}\n')
        self.engine = Embedded(folder / "data", protocol=self.file)
        self.engine.enrol(*(enrolment(f"S{one:02}", f"471{one}") for one in range(1, recipients + 1)))

    def grows(self, recipient: int, day: int, hour: int = 9, said: str = COLI, status: str = "F") -> "Trial":
        at = tokyo(day, hour, recipient)
        drawn = tokyo(4, 8, recipient)
        content = blood_culture(
            f"C{recipient}-{day}-{hour}",
            at,
            collected_at=drawn,
            said=said,
            status=status,
            order=f"O{recipient}",
            number=f"471{recipient}",
        )
        self.engine.receive(content, at)
        return self

    def told(self) -> list[Page]:
        return [one for one in self.engine.store.pages() if one.kind in set(TrialKind)]

    def reasons(self) -> list[PageReason]:
        return [one.reason for one in sorted(self.told(), key=lambda one: one.sequence)]

    def deliveries(self) -> list[str]:
        outbox = self.engine.detection.outbox
        return [one.id for page in self.told()[:1] for one in outbox.told(page.id)]


def crossed(folder: Path) -> Trial:
    """Three infections among three evaluable; what repeats and corrects follows."""
    trial = Trial(folder)
    for recipient in (1, 2, 3):
        trial.grows(recipient, day=5)
    return trial


def test_the_third_infection_of_three_tells_the_committee_in_the_same_transaction(tmp_path: Path) -> None:
    trial = crossed(tmp_path)
    trial.engine.run(1)
    [page] = trial.told()
    assert page.summary == (
        "Stopping boundary crossed: bloodstream infection: 3 of 3 evaluable, boundary 3 at 3–4 "
        "(beta-binomial, p0 20 %, α 10 %, protocol version 1), crossed at recipient n = 3; "
        "rate 100.0 % (29.2–100.0 %), P(rate > 20 %) = 0.998."
    )
    assert trial.deliveries() == [f"{page.id}-file"]
    third = next(one for one in trial.engine.store.pages() if one.subject == "S03")
    entries = trial.engine.store.entry_of_page
    assert entries(page.id) == entries(third.id)
    assert "S0" not in page.model_dump_json()


@pytest.mark.parametrize(("at_a_time", "restarts"), [(1, False), (2, True), (500, True)])
def test_it_is_told_once_however_entries_are_cut_and_whoever_starts_again(
    at_a_time: int, tmp_path: Path, *, restarts: bool
) -> None:
    trial = crossed(tmp_path)
    trial.grows(1, day=5, hour=10).grows(4, day=6).grows(5, day=7)
    while trial.engine.detection.detector.run_batch(at_a_time) is not None:
        if restarts:
            trial.engine.restart()
    [page] = trial.told()
    assert page.id == "27b18128ae5e74cb"  # of endpoint, rule and protocol version alone: another would page twice
    assert page.decided_at == tokyo(5, 9, 3)


def test_a_transaction_that_is_undone_tells_nothing_and_the_next_one_once(tmp_path: Path) -> None:
    trial = crossed(tmp_path)
    trial.engine.run(1)
    before = trial.told()
    trial = crossed(tmp_path / "again")
    failures: list[str] = []

    def before_commit() -> None:
        told = connection.execute("SELECT id FROM page WHERE page ->> '$.kind' = 'trial.boundary_crossed'").fetchall()
        if told and not failures:
            failures.append("with the page in it")
            raise OSError("no space left")

    connection = open_state(trial.engine.folder.state, before_commit=before_commit)
    detector = detection_of(trial.engine.settings, connection, lambda: trial.engine.clock).detector
    detector.run_batch(6)
    with pytest.raises(OSError, match="no space left"):
        detector.run_batch()
    assert (trial.told(), trial.deliveries()) == ([], [])
    while detector.run_batch() is not None:
        pass
    connection.close()
    assert trial.told() == before


def test_a_correction_takes_it_back_to_the_same_people_and_a_later_one_crosses_again(tmp_path: Path) -> None:
    trial = crossed(tmp_path).grows(3, day=6, said="No growth", status="C").grows(3, day=7, status="C")
    trial.engine.run(1)
    assert trial.reasons() == [PageReason.FIRST, PageReason.RETRACTED, PageReason.REOPENED]
    assert [one.rpartition("-")[2] for one in trial.deliveries()] == ["file", "file", "file"]
    assert len({one.dedup_key for one in trial.told() if not one.reason.ends}) == 2


def test_a_window_counts_from_the_first_moment_of_its_day_on_whoever_the_message_is_about(tmp_path: Path) -> None:
    """Results are waited for until day 33: nothing of any recipient changes when that day is over."""
    waits = f"{TABLE.format(at=5, events=2)}\n[evaluability]\ndays_for_results = 3"
    trial = Trial(tmp_path, waits).grows(1, day=5).grows(2, day=5)
    for day, hour in ((32, 12), (33, 23)):
        trial.engine.receive(temperature(f"N{day}", tokyo(day, hour), "36.5", number="9999"), tokyo(day, hour)).run()
    assert trial.told() == []
    midnight = tokyo(34, 0)
    trial.engine.receive(temperature("N34", midnight, "36.5", number="9999"), midnight).run()
    [page] = trial.told()
    assert "2 of 5 evaluable, boundary 2 at 5 (table, protocol version 1), crossed at recipient n = 5" in page.summary
    assert page.decided_at == midnight


def test_a_withdrawal_may_take_a_crossing_back(tmp_path: Path) -> None:
    trial = crossed(tmp_path)
    trial.engine.run()
    left = Withdrawal(subject="S03", at=TRANSPLANT + timedelta(days=2))
    trial.engine.enrol(left, at=tokyo(6, 9)).run()
    assert trial.reasons() == [PageReason.FIRST, PageReason.RETRACTED]


def test_somebody_of_the_committee_acknowledges_it(tmp_path: Path) -> None:
    trial = crossed(tmp_path)
    trial.engine.run()
    [page] = trial.told()
    trial.engine.decide(tokyo(5, 10), type="acknowledge", page=page.id).run()
    [story] = [one for one in trial.engine.store.watch_notes().state.ledger.stories if one.id == page.story]
    assert (story.state, story.acknowledged_by) == ("heard", "ward")
