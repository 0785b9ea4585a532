"""Every panel has data after a day in the life of a service, and no expression fails: asked of the real Prometheus."""

from collections.abc import Iterator
from math import isnan

import pytest

from dashboards import ROW_OF_KAFKA, Shown, chosen, named, shown
from running_service import until
from watched_service import KAFKA_JOB, Watched, watched_service

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
DASHBOARDS = shown()
each = pytest.mark.parametrize("one", DASHBOARDS, ids=lambda one: one.uid)
OPERATING = [one for one in DASHBOARDS if one.uid != "graftwatch-safety-committee"]
"""The committee's has a trial of its own, in test_dashboard_figures."""
WITHOUT = {
    "Links and receivers' events since the start, B": "no channel of this service sends events back, as PagerDuty does",
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with watched_service(tmp_path_factory.mktemp("watched")) as started:
        yield started


def of_kafka(one: Shown) -> set[str]:
    rows = [row for row in one.document["panels"] if row["title"] == ROW_OF_KAFKA]
    return {panel["title"] for row in rows for panel in row["panels"]}


def asked(watched: Watched, expression: str, job: str, endpoint: str = "bsi") -> list[tuple[dict[str, str], float]]:
    """On the dashboards of the service several processes may be chosen, on the committee's one."""
    instance = watched.instance if job != KAFKA_JOB else ".*"
    return watched.evaluate(chosen(expression, job=job, instance=instance, endpoint=endpoint))


def without_data(watched: Watched, one: Shown) -> list[str]:
    kafka = of_kafka(one)
    found = []
    for panel in one.panels:
        job = KAFKA_JOB if panel["title"] in kafka else "graftwatch"
        for target in panel["targets"]:
            values = [value for _, value in asked(watched, target["expr"], job) if not isnan(value)]
            if not values:
                found.append(f"{panel['title']}, {target['refId']}")
    return found


@pytest.mark.parametrize("one", OPERATING, ids=lambda one: one.uid)
def test_every_panel_has_data(watched: Watched, one: Shown) -> None:
    expected = {place for place in WITHOUT if one.has(place.rpartition(",")[0])}
    until(lambda: set(without_data(watched, one)) == expected)


@each
def test_no_expression_fails_on_either_engine(watched: Watched, one: Shown) -> None:
    for _, expression in one.expressions():
        for job in ("graftwatch", KAFKA_JOB):
            asked(watched, expression, job)


def values(watched: Watched, uid: str, title: str, job: str = "graftwatch") -> dict[str, float]:
    """A panel's answers by their names."""
    [one] = [one for one in DASHBOARDS if one.uid == uid]
    found: dict[str, float] = {}
    for target in one.panel(title)["targets"]:
        for labels, value in asked(watched, target["expr"], job):
            found[named(target["legendFormat"], labels)] = value
    return found


@pytest.mark.parametrize(
    ("uid", "title", "expected"),
    [
        pytest.param("graftwatch-feeds", "In quarantine", {"": 2}, id="one without a type, one of two recipients"),
        pytest.param("graftwatch-feeds", "Dead letters", {"": 0}, id="no fault of ours"),
        pytest.param("graftwatch-feeds", "Feeds silent or broken", {"": 0}, id="nothing is silent"),
        pytest.param(
            "graftwatch-feeds", "Codes that nobody mapped", {"laboratory LN": 2}, id="a code of order and result"
        ),
        pytest.param(
            "graftwatch-feeds",
            "Values and times that were left out",
            {
                "laboratory value, missing_unit": 1,
                "laboratory time, stated": 1,
                "laboratory time, ahead": 1,
                "laboratory time, collection": 1,
                "laboratory message, ambiguous_patient": 1,
            },
            id="one of each",
        ),
        pytest.param("graftwatch-feeds", "Files since the start", {"reports done": 1}, id="one file"),
        pytest.param(
            "graftwatch-infection-control",
            "Raised since the start",
            {"bsi.suspected, page": 1, "bsi.confirmed, page": 1},
            id="suspected, then confirmed",
        ),
        pytest.param("graftwatch-infection-control", "Open signals", {"": 1}, id="the confirmed one"),
        pytest.param("graftwatch-infection-control", "Heard by nobody", {"": 0}, id="no story is over unheard"),
        pytest.param("graftwatch-infection-control", "Reached nobody", {"": 0}, id="one channel works"),
        pytest.param(
            "graftwatch-infection-control",
            "Who reaches nobody",
            {"night": 1, "works": 0, "refused": 0, "put-off": 0},
            id="nobody has the night",
        ),
    ],
)
def test_a_panel_says_what_happened(watched: Watched, uid: str, title: str, expected: dict[str, float]) -> None:
    def counted() -> dict[str, float]:
        """Without the zeros of what did not happen, unless they are what is expected."""
        found = values(watched, uid, title)
        return {name: value for name, value in found.items() if value or name in expected}

    until(lambda: counted() == expected)


def test_the_panels_of_the_kafka_engine_say_what_its_roles_say(watched: Watched) -> None:
    def said(title: str) -> dict[str, float]:
        return values(watched, "graftwatch-feeds", title, KAFKA_JOB)

    assert said("Leaders") == {"": 1}
    assert said("Pager's partitions served") == pytest.approx({"": 1 / 3})
    assert [*said("Spool").values()] == [0.5]
    assert said("Given up") == {"": 0}
    assert {name: count for name, count in said("Not taken by the cluster, and retried").items() if count} == {
        "retry.10s": 1
    }
