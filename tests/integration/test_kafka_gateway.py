"""The gateway before a real broker: what is acknowledged lies in hl7.raw, and what is not hears why."""

import json
from datetime import datetime

from gateway_harness import frame
from graftwatch.adapters.kafka.records.entry import DecisionRecord
from graftwatch.adapters.kafka.records.failing import QuarantineRecord
from graftwatch.adapters.mllp.limits import GatewayLimits
from graftwatch.pipeline.journal import EntryKind
from graftwatch.pipeline.message_log import RefusalReason
from graftwatch.pipeline.refusals import Refusals
from kafka_broker import free_port
from kafka_door import ask_until, door, header, make_topics, of_patient, records, settings
from shared_kafka import SharedKafka


async def test_an_accepted_message_lies_in_the_topic_with_its_key_and_headers(kafka: SharedKafka) -> None:
    make_topics(kafka.cluster, kafka.prefix)
    nobody = b"MSH|^~\\&|LAB|HOSP|GW|HUB|20260301101502||MFN^M02|m-1|P|2.5\r"

    async with door(settings(kafka.bootstrap, kafka.prefix)) as gateway:
        await gateway.open()
        peer = await gateway.peer()
        assert (await peer.ask(of_patient("4711", "a-1"))).code == "AA"
        assert (await peer.ask(nobody)).code == "AA"

    found = {header(one, "control-id"): one for one in records(kafka.bootstrap, f"{kafka.prefix}hl7.raw")}
    assert set(found) == {"a-1", "m-1"}
    first = found["a-1"]
    assert (first.key, first.value) == (b"4711", of_patient("4711", "a-1"))
    assert (header(first, "feed"), header(first, "schema")) == ("lab", "hl7.raw/1.0")
    received = datetime.fromisoformat(header(first, "received"))
    assert abs(received.timestamp() * 1000 - first.timestamp) < 1
    assert header(first, "trace")
    assert found["m-1"].key == b"lab"


async def test_one_patient_stays_in_one_partition_and_in_order(kafka: SharedKafka) -> None:
    make_topics(kafka.cluster, kafka.prefix)
    sent = [(f"p{at % 7}", f"p{at % 7}-{at}") for at in range(400)]

    async with door(settings(kafka.bootstrap, kafka.prefix)) as gateway:
        await gateway.open()
        peer = await gateway.peer()
        await peer.send(b"".join(frame(of_patient(number, control_id)) for number, control_id in sent))
        answers = await peer.answers(len(sent))
        assert [(one.code, one.control_id) for one in answers] == [("AA", control_id) for _, control_id in sent]

    found = records(kafka.bootstrap, f"{kafka.prefix}hl7.raw")
    assert len({one.partition for one in found}) > 1
    for patient in range(7):
        mine = [one for one in found if one.key == f"p{patient}".encode()]
        assert len({one.partition for one in mine}) == 1
        assert [header(one, "control-id") for one in mine] == [said for number, said in sent if number == f"p{patient}"]


async def test_a_repeated_message_is_not_written_again_and_a_reused_control_id_is_a_conflict(
    kafka: SharedKafka,
) -> None:
    make_topics(kafka.cluster, kafka.prefix)

    async with door(settings(kafka.bootstrap, kafka.prefix)) as gateway:
        await gateway.open()
        peer = await gateway.peer()
        for body in (b"34", b"34", b"35", b"34"):
            assert (await peer.ask(of_patient("4711", "a-1", body))).code == "AA"
        assert gateway.metrics.outcomes["lab", "duplicate"] == 2
        assert gateway.metrics.conflicts["lab"] == 1

    found = records(kafka.bootstrap, f"{kafka.prefix}hl7.raw")
    assert [b"||35|" in one.value for one in found] == [False, True]


async def test_what_cannot_be_read_at_the_door_lies_in_quarantine_and_is_told(kafka: SharedKafka) -> None:
    make_topics(kafka.cluster, kafka.prefix)

    async with door(settings(kafka.bootstrap, kafka.prefix)) as gateway:
        await gateway.open()
        peer = await gateway.peer()
        assert (await peer.ask(b"HELLO")).code == "AR"
        assert (await peer.ask(of_patient("4711", "a-1"))).code == "AA"

    (one,) = records(kafka.bootstrap, f"{kafka.prefix}quarantine")
    kept = QuarantineRecord.read(one.value, one.headers)
    assert (kept.feed, kept.reason, kept.content) == ("lab", "not_hl7", b"HELLO")
    (note,) = records(kafka.bootstrap, f"{kafka.prefix}decisions")
    said = DecisionRecord.read(note.value, note.headers)
    assert said.kind is EntryKind.REFUSED
    assert Refusals.model_validate_json(said.content).counts == {"not_hl7": 1}


async def test_a_message_larger_than_the_topic_takes_is_refused_for_good_and_the_others_are_kept(
    kafka: SharedKafka,
) -> None:
    make_topics(kafka.cluster, kafka.prefix, frame_bytes=16 * 1024)
    large = of_patient("4711", "large", b"9" * 20_000)

    async with door(settings(kafka.bootstrap, kafka.prefix)) as gateway:
        await gateway.open()
        peer = await gateway.peer()
        wire = [of_patient("4711", "a-1"), large, of_patient("4711", "a-2")]
        await peer.send(b"".join(frame(one) for one in wire))
        answers = await peer.answers(3)
        assert [one.code for one in answers] == ["AA", "AR", "AA"]
        assert "larger than the cluster takes" in answers[1].text
        assert gateway.log.levels().refusals == {RefusalReason.TOO_LARGE: 1}

    assert [header(one, "control-id") for one in records(kafka.bootstrap, f"{kafka.prefix}hl7.raw")] == ["a-1", "a-2"]
    (one,) = records(kafka.bootstrap, f"{kafka.prefix}quarantine")
    kept = QuarantineRecord.read(one.value, one.headers)
    assert (kept.reason, kept.size) == ("too_large", len(large))
    assert large.startswith(kept.content)
    assert len(kept.content) > 1000


async def test_without_topics_senders_hear_how_to_make_them_and_are_served_once_they_are_there(
    kafka: SharedKafka,
) -> None:
    async with door(settings(kafka.bootstrap, kafka.prefix)) as gateway:
        peer = await gateway.peer()
        await ask_until(peer, of_patient("4711", "a-1"), lambda said: "kafka init" in said.text)
        make_topics(kafka.cluster, kafka.prefix)
        await gateway.open()
        assert (await peer.ask(of_patient("4711", "a-1"))).code == "AA"


async def test_without_a_broker_the_answer_is_a_prompt_failure_in_words() -> None:
    async with door(settings(f"127.0.0.1:{free_port()}", "x.")) as gateway:
        peer = await gateway.peer()
        answer = await ask_until(peer, of_patient("4711", "a-1"), lambda said: "no Kafka broker answers" in said.text)
        assert answer.code == "AE"
        refused = await peer.ask(b"HELLO")
        assert refused.code == "AE"
        levels = gateway.log.levels()
        assert "no Kafka broker answers" in levels.fault
        assert levels.refusals[RefusalReason.UNREACHABLE] >= 1
        assert levels.buffered_bytes == 0


async def test_beyond_its_limit_a_frame_is_refused_at_the_door(kafka: SharedKafka) -> None:
    make_topics(kafka.cluster, kafka.prefix)

    limits = GatewayLimits(max_frame_bytes=1000)
    async with door(settings(kafka.bootstrap, kafka.prefix), limits=limits) as gateway:
        await gateway.open()
        peer = await gateway.peer()
        assert (await peer.ask(of_patient("4711", "a-1", b"9" * 2000))).code == "AR"

    (one,) = records(kafka.bootstrap, f"{kafka.prefix}quarantine")
    assert json.loads(one.value)["reason"] == "too_large"
