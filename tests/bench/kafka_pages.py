"""From a message's first sending to its page's arrival, at 500 messages a second through every role on Kafka.

One broker, two gateways, two detectors and two pagers on this machine, which also sends and receives; two recipients'
positive cultures a second, each paged to a PagerDuty-shaped server on loopback. `--only kafka-pages`.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.table import Table
from tests.bench.verdict import Line, table

from kafka_cluster import KafkaCluster
from kafka_feed import Feed
from kafka_site import KafkaSite
from local_pagerduty import Arrived, local_pagerduty
from running_service import until

SENDERS, A_SECOND, OTHERS = 20, 25.0, 249
SETTLING = 10
"""The first so many pages are not counted: connections and caches are new."""
PAGE_P99_SECONDS = 1.0


def kafka_pages(cultures: int) -> Table:
    """The table, by so many pages."""
    wanted = SETTLING + cultures
    with TemporaryDirectory(prefix="graftwatch-bench-") as name, local_pagerduty() as pagerduty:
        folder = Path(name)
        with KafkaCluster(folder / "kafka") as cluster:
            (folder / "site").mkdir()
            with KafkaSite(folder / "site", cluster, pagerduty, wanted + SENDERS) as site:
                shares = [site.subjects[one::SENDERS] for one in range(SENDERS)]
                began = perf_counter()
                with Feed([one.mllp_port for one in site.gateways], shares, A_SECOND, OTHERS) as feed:
                    until(lambda: len(_told(pagerduty.arrived)) >= wanted, 60 + wanted)
                    took = perf_counter() - began
                told = _told(pagerduty.arrived)
    sent = sorted((one.first_at, one.subject) for one in feed.growths() if one.subject in told)
    waited = sorted(told[subject] - at for at, subject in sent[SETTLING:])
    p50, p99 = waited[len(waited) // 2], waited[int(len(waited) * 0.99)]
    return table(
        "Feed to page on Kafka",
        [
            Line("messages a second, sent and acknowledged", f"{len(feed.taken()) / took:,.0f}"),
            Line(f"from sending to the page, half of {len(waited)}", f"{p50 * 1000:.0f} ms"),
            Line("99 %", f"{p99 * 1000:.0f} ms", f"{PAGE_P99_SECONDS:g} s", p99 < PAGE_P99_SECONDS),
            Line("longest", f"{waited[-1] * 1000:.0f} ms"),
        ],
    )


def _told(arrived: list[Arrived]) -> dict[str, float]:
    """When the first page about each recipient came."""
    told: dict[str, float] = {}
    for one in list(arrived):
        subject = one.details.get("subject")
        if one.action == "trigger" and subject:
            told.setdefault(str(subject), one.at)
    return told
