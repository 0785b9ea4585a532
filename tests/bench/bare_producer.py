"""A bare producer of kafka-python in a process of its own: the gateway's limit, with the gateway's settings.

`python bare_producer.py BOOTSTRAP PREFIX IN_FLIGHT SECONDS` sends the load's panel as the gateway would write it, with
the same key, headers and size; so many are under way at once, each answer is seen. One JSON line: answers a second.
"""

import json
import sys
from collections.abc import Callable
from time import perf_counter, process_time, sleep

from kafka import KafkaProducer
from mllp_load import FRAME_AFTER, FRAME_BEFORE, WARM_SECONDS

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.kafka.names import Names, Topic
from graftwatch.adapters.kafka.raw.fitness import fitness
from graftwatch.adapters.kafka.raw.records import frame_key
from graftwatch.adapters.kafka.raw.session import producer_options
from graftwatch.adapters.kafka.records.raw import RawFrame
from graftwatch.adapters.kafka.settings import KafkaSettings

FULL_SECONDS = 0.0005


def main() -> None:
    bootstrap, prefix, in_flight, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    settings = KafkaSettings(bootstrap=(bootstrap,), prefix=prefix)
    topic = Names(prefix).topic(Topic.RAW)
    producer = KafkaProducer(**producer_options(settings, fitness(settings, (topic,))))
    producer.partitions_for(topic)
    # Made once: the bare producer is to show what sending alone costs.
    before, after = FRAME_BEFORE[1:], FRAME_AFTER[:-2]
    key = frame_key(before + after, "default")
    headers = list(RawFrame("default", "0000000001", SystemClock().now()).headers())
    answered = 0

    def count(_: object) -> None:
        nonlocal answered
        answered += 1

    sent, begun, used, answered_before = 0, perf_counter(), process_time(), 0
    warm_until, end = begun + WARM_SECONDS, begun + WARM_SECONDS + seconds
    while (now := perf_counter()) < end:
        if warm_until and now > warm_until:
            begun, used, answered_before, warm_until = now, process_time(), answered, 0.0
        if sent - answered >= in_flight:
            sleep(FULL_SECONDS)
            continue
        sent += 1
        _send(producer, topic, before + b"%010d" % sent + after, key, headers, count)
    took, counted, cpu = perf_counter() - begun, answered - answered_before, process_time() - used
    producer.close()
    print(json.dumps({"per_second": counted / took, "cpu_microseconds": 1e6 * cpu / counted}))


def _send(
    producer: KafkaProducer,
    topic: str,
    value: bytes,
    key: bytes,
    headers: list[tuple[str, bytes]],
    count: Callable[[object], None],
) -> None:
    producer.send(topic, value, key, headers).add_callback(count)


if __name__ == "__main__":
    main()
