"""Having a page sent again that did not reach its receivers, for the command line and the console."""

from collections.abc import Sequence
from contextlib import closing

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.sqlite.outbox import SqliteOutbox
from graftwatch.adapters.sqlite.state import open_state
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.pipeline.outbox import Delivery, DeliveryState


def ended_of(folder: OpenFolder, page_id: str, *, every: bool) -> list[Delivery]:
    """The deliveries of a page that failed for good; with `every` also those that were made."""
    with folder.outbox() as outbox:
        return [one for one in outbox.of_page(page_id) if _is_meant(one, every=every)]


def send_again(folder: OpenFolder, ended: Sequence[Delivery]) -> None:
    """Has ended deliveries made again; the running service takes them up within seconds."""
    if folder.settings.engine == "kafka":
        from graftwatch.entrypoints import kafka_commands  # noqa: PLC0415 - only with this engine

        kafka_commands.send_again(folder.settings.kafka, ended)
        return
    with closing(open_state(folder.place.state)) as connection:
        SqliteOutbox(connection).again([one.id for one in ended], SystemClock().now())


def _is_meant(delivery: Delivery, *, every: bool) -> bool:
    ended = delivery.state is DeliveryState.FAILED or (every and delivery.state is DeliveryState.DELIVERED)
    return ended and not delivery.acknowledges
