"""The Faust application, with everything pinned that an upgrade or a default could change underneath.

Two of Faust's classes are narrowed. Its consumer reads what is committed only, and counts an event as done only when an
agent has said so while the partition is held as it was when the event came: Faust also counts what it skips or cannot
decode, and after a rebalance events of before it, and then commits past others that are still in flight. Its producer
is idempotent.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

import faust
from faust.transport.drivers import aiokafka as driver
from faust.types import EventT, Message, TopicT

from graftwatch.adapters.kafka.faust_connection import broker_credentials, broker_urls
from graftwatch.adapters.kafka.names import Group, Names, Topic
from graftwatch.adapters.kafka.settings import KafkaSettings
from graftwatch.adapters.kafka.topology import largest_record

HEARTBEATS_A_SESSION: Final = 3
# A broker that stands still is waited for so many sessions: more than one, as who joins waits for a dead member.
REQUEST_SESSIONS: Final = 1.5
# What is handled again after a crash: less than a second of a hospital's traffic, for one commit a second.
COMMIT_SECONDS: Final = 0.5
# A partition that was added is found within so long.
METADATA_SECONDS: Final = 10.0
# Records of one fetch; an agent's queue has room for more than one fetch beyond the size at which fetching stops
# (BUFFER / 1.25), so a retry topic that waits never holds up the other topics.
FETCH_RECORDS: Final = 1600
BUFFER_RECORDS: Final = 8192
FETCH_BYTES: Final = 2 * 1024 * 1024
# A worker that is busy with what it fetched asks for more of its other topics, which are empty nearly always, and
# fetches nothing of this broker until it is answered. So long it stands idle then; Faust's 1.5 s are most of its time.
FETCH_WAIT_MILLISECONDS: Final = 20
# Faust only complains beyond these; what stands still is found by `progress`.
PATIENCE_SECONDS: Final = 86_400.0


class _ConsumerThread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: Any) -> Any:  # noqa: ANN401 - Faust's hook
        consumer = super()._create_worker_consumer(transport)
        # Faust gives no way to say either.
        consumer._isolation_level = "read_committed"  # noqa: SLF001
        consumer._fetch_max_wait_ms = FETCH_WAIT_MILLISECONDS  # noqa: SLF001
        return consumer


class _Consumer(driver.Consumer):
    def _new_consumer_thread(self) -> _ConsumerThread:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def ack(self, message: Message) -> bool:  # noqa: ARG002 - Faust's call
        """Nothing is done because Faust says so; see `finish`."""
        return False

    def finish(self, message: Message) -> None:
        """An agent has done what a message asks for; it counts if its partition was not given away since it came."""
        app = self.app
        if message.generation_id == app.consumer_generation_id and app.flow_control.is_active():
            super().ack(message)


def finisher(app: faust.App) -> Callable[[EventT[Any]], None]:
    """What says that an event is done: its offset, and none before it that is not, may be committed."""
    consumer = app.consumer
    assert isinstance(consumer, _Consumer)  # noqa: S101 - it is made here
    finish = consumer.finish
    return lambda event: finish(event.message)


def raw_topic(app: faust.App, name: str) -> TopicT:
    """A topic whose records come as bytes; Faust decodes JSON otherwise, and counts as done what it cannot decode."""
    return app.topic(
        name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw", allow_empty=True
    )


class _Producer(driver.Producer):
    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class _Transport(driver.Transport):
    Consumer: ClassVar[Any] = _Consumer
    Producer: ClassVar[Any] = _Producer


def faust_app(settings: KafkaSettings, folder: Path) -> faust.App:
    """The application of a worker; made inside the running event loop.

    Args:
        settings: of the cluster.
        folder: Faust makes its own folders in it, and keeps nothing there.
    """
    app = faust.App(
        Names(settings.prefix).group(Group.INTAKE),
        broker=broker_urls(settings),
        broker_credentials=broker_credentials(settings),
        broker_session_timeout=settings.session_seconds,
        broker_request_timeout=settings.session_seconds * REQUEST_SESSIONS,
        broker_heartbeat_interval=settings.session_seconds / HEARTBEATS_A_SESSION,
        broker_commit_interval=COMMIT_SECONDS,
        broker_commit_livelock_soft_timeout=PATIENCE_SECONDS,
        broker_max_poll_records=FETCH_RECORDS,
        broker_check_crcs=True,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=FETCH_BYTES,
        consumer_metadata_max_age_ms=int(METADATA_SECONDS * 1000),
        producer_acks=-1,
        producer_linger=0.0,
        producer_request_timeout=settings.session_seconds * REQUEST_SESSIONS,
        producer_max_request_size=largest_record(Topic.DEAD_LETTER, settings),
        producer_metadata_max_age_ms=int(METADATA_SECONDS * 1000),
        processing_guarantee="at_least_once",
        stream_buffer_maxsize=BUFFER_RECORDS,
        stream_wait_empty=False,
        stream_processing_timeout=PATIENCE_SECONDS,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=1,
        store="memory://",
        web_enabled=False,
        datadir=folder,
        autodiscover=False,
    )
    app.transport = _Transport(app.conf.broker_consumer, app)
    app.producer_transport = _Transport(app.conf.broker_producer, app)
    return app
