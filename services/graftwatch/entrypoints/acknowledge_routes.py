"""The HTTP side of acknowledging: which routes there are, over which door."""

from prometheus_client import CollectorRegistry
from starlette.routing import Route

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.prometheus.acknowledging import AcknowledgingCounters
from graftwatch.console.acknowledge_page import AcknowledgePage, Showing
from graftwatch.console.attempts import FailedAttempts
from graftwatch.console.pagerduty_webhook import RECEIVER, PagerDutyWebhook
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.acknowledging import Acknowledging
from graftwatch.protocol import Protocol


def acknowledge_routes(
    settings: Settings, protocol: Protocol, folder: DataFolder, door: Acknowledging, registry: CollectorRegistry
) -> list[Route]:
    """The routes of links in pages and of receivers' webhooks; links end by the time that they were made by."""
    secrets = [one.get_secret_value() for one in settings.acknowledge.pagerduty_webhook_secrets]
    metrics = AcknowledgingCounters(registry, (RECEIVER,) if secrets else ())
    showing = Showing(protocol.paging.language, protocol.zone, SystemClock().now)
    wrong = FailedAttempts(settings.acknowledge.wrong_links_per_minute)
    page = AcknowledgePage(folder.links(settings), door, showing, metrics, wrong)
    return [*page.routes(), *PagerDutyWebhook(secrets, door, metrics).routes()]
