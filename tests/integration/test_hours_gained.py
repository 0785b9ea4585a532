"""What a suspicion told early gains over the final report: counted once a confirmed infection, whatever comes after."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from embedded import Embedded, blood_culture, enrolment, tokyo
from graftwatch.adapters.prometheus.detector import DetectorMetrics
from graftwatch.roster import Enrolment

DRAWN = tokyo(5, 8)
HOUR = 3600.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Embedded]:
    one = Embedded(tmp_path)
    yield one
    one.close()


def bottle(control_id: str = "C1") -> bytes:
    return blood_culture(
        control_id, tokyo(6, 2), collected_at=DRAWN, said="Positive, identification to follow", status="P"
    )


def final(control_id: str, day: int, said: str = "Escherichia coli", status: str = "F") -> bytes:
    return blood_culture(control_id, tokyo(day, 9), collected_at=DRAWN, said=said, status=status)


def gained(one: Embedded) -> list[float]:
    return [seconds for batch in one.batches for stepped in batch.stepped for seconds in stepped.decided.gained_seconds]


def test_from_the_first_page_to_the_final_result(engine: Embedded) -> None:
    engine.enrol(enrolment()).receive(bottle(), tokyo(6, 2)).run()
    assert gained(engine) == []
    engine.receive(final("C2", 8), tokyo(8, 9, 5)).run()
    assert gained(engine) == [55 * HOUR]


def test_a_restart_between_page_and_final_result_loses_nothing(engine: Embedded) -> None:
    engine.enrol(enrolment()).receive(bottle(), tokyo(6, 2)).run()
    engine.restart()
    engine.receive(final("C2", 8), tokyo(8, 9, 5)).run()
    engine.restart()
    engine.receive(final("C2", 8), tokyo(8, 10)).run()
    assert gained(engine) == [55 * HOUR]


def test_corrections_and_a_second_confirmation_count_nothing_again(engine: Embedded) -> None:
    engine.enrol(enrolment()).receive(bottle(), tokyo(6, 2)).receive(final("C2", 8), tokyo(8, 9)).run()
    engine.receive(final("C3", 9, "No growth", "C"), tokyo(9, 9)).run()
    engine.receive(final("C4", 10, "Klebsiella pneumoniae", "C"), tokyo(10, 9)).run()
    assert gained(engine) == [55 * HOUR]


def test_a_result_that_was_told_only_when_it_was_final_gained_nothing(engine: Embedded) -> None:
    engine.enrol(enrolment()).receive(final("C2", 8), tokyo(8, 9, 5)).run()
    assert gained(engine) == [0.0]


def test_a_recipient_who_was_enrolled_after_the_final_result_gained_nothing(engine: Embedded) -> None:
    engine.receive(bottle(), tokyo(6, 2)).receive(final("C2", 8), tokyo(8, 9)).run()
    late: Enrolment = enrolment()
    engine.enrol(late, at=tokyo(9, 9)).run()
    assert gained(engine) == [0.0]


def test_a_single_commensal_is_no_infection_and_counts_nothing(engine: Embedded) -> None:
    engine.enrol(enrolment()).receive(bottle(), tokyo(6, 2))
    engine.receive(final("C2", 8, "Staphylococcus epidermidis"), tokyo(8, 9)).run()
    assert gained(engine) == []


def test_the_metric_is_in_seconds_and_bears_no_recipient(engine: Embedded) -> None:
    engine.enrol(enrolment()).receive(bottle(), tokyo(6, 2)).receive(final("C2", 8), tokyo(8, 9)).run()
    registry = CollectorRegistry()
    metrics = DetectorMetrics(registry, lambda: False, {})
    for batch in engine.batches:
        metrics.publish(batch, tokyo(8, 9))
    assert registry.get_sample_value("graftwatch_hours_gained_seconds_sum") == 55 * HOUR
    assert registry.get_sample_value("graftwatch_hours_gained_seconds_count") == 1.0
