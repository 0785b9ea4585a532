"""Which statement of several stands: finality, then time, then status, then the hash."""

from datetime import UTC, datetime, timedelta

import pytest

from graftwatch.facts import Status, Version

NOON = datetime(2026, 6, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def version(status: Status, hours_after_noon: int = 0, content: str = "a") -> Version:
    return Version.of(status, NOON + hours_after_noon * HOUR, content)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        pytest.param(version(Status.PRELIMINARY, 5), version(Status.FINAL), id="final beats a later preliminary"),
        pytest.param(
            version(Status.PRELIMINARY, 99), version(Status.CORRECTED), id="corrected beats a preliminary sent again"
        ),
        pytest.param(version(Status.PRELIMINARY, 99), version(Status.WITHDRAWN), id="withdrawn beats a preliminary"),
        pytest.param(version(Status.FINAL), version(Status.FINAL, 1), id="the later final"),
        pytest.param(version(Status.CORRECTED), version(Status.FINAL, 1), id="a later final beats a correction"),
        pytest.param(version(Status.WITHDRAWN), version(Status.FINAL, 1), id="a later final beats a withdrawal"),
        pytest.param(version(Status.FINAL), version(Status.CORRECTED), id="at one time the correction"),
        pytest.param(version(Status.CORRECTED), version(Status.WITHDRAWN), id="at one time the withdrawal"),
        pytest.param(version(Status.PRELIMINARY), version(Status.PRELIMINARY, 1), id="the later preliminary"),
        pytest.param(version(Status.FINAL), version(Status.FINAL, content="b"), id="the hash breaks what is left"),
    ],
)
def test_the_stronger_of_two(weaker: Version, stronger: Version) -> None:
    assert weaker < stronger
    assert not stronger < weaker


def test_the_same_instant_in_two_zones_is_one_time() -> None:
    tokyo = Version.of(Status.FINAL, datetime.fromisoformat("2026-06-05T21:00:00+09:00"), "a")

    assert tokyo == version(Status.FINAL)
    assert hash(tokyo) == hash(version(Status.FINAL))


@pytest.mark.parametrize(
    ("status", "expected"),
    [(Status.PRELIMINARY, False), (Status.FINAL, False), (Status.CORRECTED, False), (Status.WITHDRAWN, True)],
)
def test_only_a_withdrawal_takes_back(status: Status, *, expected: bool) -> None:
    assert version(status).withdrawn is expected
