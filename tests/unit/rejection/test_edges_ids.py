"""What an id is made of. Verdicts are kept in journals by id, so a release that makes them otherwise loses verdicts."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from graftwatch.facts import Admission, BiopsyProposal, ClinicalTime, pseudonymous_key
from rejection_case import TOKYO, Case, june

INFUSED = june(4, 10)


def of(case: Case, kind: str, now: datetime | None = None) -> str:
    """The id of the only signal of this kind."""
    (signal,) = case.signals(kind, now=now or june(11))
    return signal.id


def test_a_rejection_is_named_by_its_first_result() -> None:
    case = Case().rise()

    key = pseudonymous_key("S01", "rejection", case.facts[1].identity)
    assert of(case, "rejection.enzyme_rise") == f"rejection-{key}"


@pytest.mark.parametrize(("level", "kind"), [("4", "exposure.low"), ("12", "exposure.high")])
def test_exposure_is_named_by_its_kind_drug_and_first_trough(level: str, kind: str) -> None:
    case = Case().troughs((3, level), (4, level))

    assert of(case, kind) == f"{kind}-{pseudonymous_key('S01', kind, 'tacrolimus', case.facts[0].identity)}"


def test_an_overdue_trough_is_named_by_what_it_counts_from_and_its_moment_in_universal_time() -> None:
    case = Case().says("admission/V1", Admission("V1", ClinicalTime.of(june(0), TOKYO)), june(0))
    case.measured("tacrolimus_trough", "7", june(5, 6))

    key = pseudonymous_key("S01", "exposure.overdue", case.facts[1].identity, "2026-06-08T03:00:00+00:00")
    assert of(case, "exposure.overdue", now=june(9)) == f"exposure.overdue-{key}"


def test_a_reaction_is_named_by_the_infusion_in_universal_time() -> None:
    case = Case(infused_at=INFUSED).measured("heart_rate", "131", june(4, 12))

    key = pseudonymous_key("S01", "infusion_reaction", "2026-06-04T01:00:00+00:00")
    assert of(case, "infusion.reaction") == f"infusion-{key}"


@pytest.fixture
def machine_in_new_york() -> Iterator[None]:
    """The machine's own clock is set to another zone than the hospital's and than UTC."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("machine_in_new_york")
def test_no_id_hangs_on_the_zone_of_the_machine() -> None:
    assert datetime(2026, 6, 4, tzinfo=UTC).astimezone().hour == 20
    test_a_reaction_is_named_by_the_infusion_in_universal_time()
    test_an_overdue_trough_is_named_by_what_it_counts_from_and_its_moment_in_universal_time()


def test_a_fall_of_nk_activity_is_named_by_its_first_result() -> None:
    case = Case(infused_at=INFUSED).measures("nk_function", [(june(3), "40"), (june(6), "20"), (june(8), "19")])

    key = pseudonymous_key("S01", "nk_activity.fall", case.facts[1].identity)
    assert of(case, "nk_activity.fall") == f"nk-{key}"


def test_a_proposed_biopsy_is_named_by_its_day() -> None:
    statement = BiopsyProposal("d1", ClinicalTime.of(june(9, 10), TOKYO), total=5)
    case = Case().says("biopsy_proposal/d1", statement, june(10))

    key = pseudonymous_key("S01", "rejection.biopsy_proposed", "2026-06-09")
    assert of(case, "rejection.biopsy_proposed") == f"biopsy-{key}"
