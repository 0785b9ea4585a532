"""The documents say what the program says: settings, metrics, rooms."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest

from embedded import TRANSPLANT, Embedded, blood_culture, enrolment
from graftwatch.adapters.prometheus.acknowledging import AcknowledgingCounters, AuditCollector
from graftwatch.adapters.prometheus.codes import CodesFileFaults
from graftwatch.adapters.prometheus.console import PrometheusConsoleMetrics
from graftwatch.adapters.prometheus.console_door import ConsoleDoorMetrics
from graftwatch.adapters.prometheus.detector import DetectorMetrics
from graftwatch.adapters.prometheus.feeds import FeedCollector
from graftwatch.adapters.prometheus.files import PrometheusFileMetrics
from graftwatch.adapters.prometheus.gateway import PrometheusGatewayMetrics
from graftwatch.adapters.prometheus.on_call import OnCallCollector
from graftwatch.adapters.prometheus.paging import DeliveryCounters
from graftwatch.adapters.prometheus.protocol import ProtocolCollector, ProtocolShown
from graftwatch.adapters.prometheus.search import SearchCollector, SearchMetrics
from graftwatch.adapters.prometheus.storage import Bounds, PartFigures, StorageCollector
from graftwatch.adapters.prometheus.trial import TrialCollector
from graftwatch.adapters.prometheus.unacknowledged import UnacknowledgedCollector
from graftwatch.entrypoints.setting_docs import document
from graftwatch.pipeline.feed_standing import LimitNow, standing
from graftwatch.pipeline.gateway_metrics import GatewayLevels
from graftwatch.pipeline.quarantine import QuarantineRoom
from graftwatch.pipeline.trial_now import TrialMemo
from graftwatch.pipeline.unacknowledged import Unacknowledged
from graftwatch.pipeline.watch_state import WatchState
from graftwatch.protocol import Protocol
from kafka_metrics import kafka_registries

ROOT = Path(__file__).parents[2]
FAMILY = re.compile(r"^# TYPE (\S+) (\S+)$", re.MULTILINE)


def families(registry: CollectorRegistry) -> set[str]:
    return {name for name, _ in FAMILY.findall(generate_latest(registry).decode()) if not name.endswith("_created")}


def served(folder: Path) -> set[str]:
    """Every family of all processes, after something of each kind has happened."""
    gateway, detector, files = CollectorRegistry(), CollectorRegistry(), CollectorRegistry()
    PrometheusFileMetrics(files)
    counts = PrometheusGatewayMetrics(gateway)
    counts.levels_from(lambda: GatewayLevels(0, 0, 0, 0, 0))
    counts.ingest_levels_from(lambda: 0, lambda: 0)
    counts.quarantine_from(lambda: {("default", "not_hl7"): 1})
    counts.frames("default", "accepted", 1)
    counts.acknowledged("default", 0.001, 1)
    counts.last_message("default", datetime(2026, 6, 1, tzinfo=UTC))
    counts.control_id_conflicts("default", 1)
    counts.skipped_bytes("default", 1)
    counts.frames_refused("default", "not_hl7", 1)
    gateway.register(CodesFileFaults(lambda: {"default": 0}))
    gateway.register(
        StorageCollector(
            lambda: [PartFigures("journal", 1, 1.0)], lambda: QuarantineRoom(1, 1, 0, None), lambda: Bounds(1, 2, 3)
        )
    )
    feed = standing("default", TRANSPLANT, WatchState(), (), LimitNow(timedelta(minutes=30)), TRANSPLANT)
    detector.register(FeedCollector(lambda: [feed], lambda: {"default": 0.1}))
    counts.turned_away("default", "not_allowed")
    counts.tls_certificate("default", datetime(2026, 6, 1, tzinfo=UTC), broken=False)
    one = Embedded(folder)
    drawn = TRANSPLANT + timedelta(days=4)
    one.enrol(enrolment()).receive(blood_culture("C", drawn, collected_at=drawn, said="Escherichia coli"), drawn).run()
    AcknowledgingCounters(gateway, ("pagerduty",))
    detector.register(AuditCollector(lambda: 1, lambda: False))
    DetectorMetrics(detector, lambda: False, Protocol().severity)
    detector.register(OnCallCollector(lambda: 0, lambda: {"first": True}))
    SearchMetrics(detector)
    detector.register(SearchCollector(one.detection.search.behind, lambda: 0))
    detector.register(ProtocolCollector(lambda: ProtocolShown("trial", "1", "0", refused=False)))
    DeliveryCounters(detector, one.detection.outbox, lambda: TRANSPLANT)
    detector.register(UnacknowledgedCollector(Unacknowledged, lambda: TRANSPLANT))
    ConsoleDoorMetrics(gateway, lambda: 0)
    PrometheusConsoleMetrics(detector, lambda: (0, 0))
    roster, memo = one.detection.detector.roster, TrialMemo()
    detector.register(TrialCollector(lambda: memo.now(roster, one.store.assessments(), Protocol(), drawn), lambda: 0.0))
    found = families(gateway) | families(detector) | families(files)
    found = found.union(*(families(one) for one in kafka_registries()))
    one.close()
    return found


def test_every_metric_is_documented_and_every_documented_one_is_served(tmp_path: Path) -> None:
    documented = set(re.findall(r"\| `(graftwatch_\w+)", (ROOT / "docs" / "metrics.md").read_text("utf-8")))
    assert documented == served(tmp_path) | {
        "graftwatch_detector_up",
        "graftwatch_files_up",
        "graftwatch_intake_up",
        "graftwatch_console_up",
    }


def test_the_settings_are_documented_as_they_are() -> None:
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == document(), "run `make schemas`"


def test_every_room_is_listed_in_one_line() -> None:
    listed = re.findall(r"^\| `(\w+)/` \|", (ROOT / "services" / "README.md").read_text("utf-8"), re.MULTILINE)
    rooms = {path.parent.name for path in (ROOT / "services" / "graftwatch").glob("*/__init__.py")}
    assert sorted(listed) == sorted(rooms)
