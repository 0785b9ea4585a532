"""What the gateway refuses reaches the journal as counts: at once, then every ten seconds, never a frame at a time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway_harness import frame, oru, running_gateway
from graftwatch.pipeline.refusals import OTHER, REASONS_AT_MOST, SAID_EVERY, Refusals, RefusalTally

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)


async def test_a_flood_of_refused_frames_is_two_entries_and_the_good_ones_between_are_kept(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        assert (await peer.ask(b"not HL7")).code == "AR"
        for number in range(3):
            await peer.send(b"".join(frame(b"garbage %d" % one) for one in range(100)) + frame(oru(f"GOOD{number}")))
        answers = [await peer.answer() for _ in range(303)]
        assert [one.control_id for one in answers if one.code == "AA"] == ["GOOD0", "GOOD1", "GOOD2"]
        assert gateway.control_ids() == ["GOOD0", "GOOD1", "GOOD2"]
        assert gateway.refusals() == [("lab", {"not_hl7": 1})]
        await peer.close()
        await gateway.gateway.close()
        assert gateway.refusals() == [("lab", {"not_hl7": 1}), ("lab", {"not_hl7": 300})]


async def test_what_the_journal_cannot_take_is_said_later(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        peer = await gateway.peer()
        gateway.journal.failing = True
        assert (await peer.ask(b"not HL7")).code == "AR"
        gateway.journal.failing = False
        await peer.ask(oru("1"))
        assert gateway.refusals() == [("lab", {"not_hl7": 1})]


def test_the_first_is_due_at_once_and_the_next_after_ten_seconds() -> None:
    tally = RefusalTally()
    tally.add("lab", "not_hl7", 17, NOON)
    first = tally.due(NOON)
    tally.said(first)
    tally.add("lab", "not_hl7", 90, NOON)
    tally.add("lab", "cut_off", 99, NOON)
    assert tally.due(NOON + SAID_EVERY - timedelta(microseconds=1)) == []
    (second,) = tally.due(NOON + SAID_EVERY)
    said = [Refusals.model_validate_json(one.content) for one in (*first, second)]
    assert [one.counts for one in said] == [{"not_hl7": 1}, {"not_hl7": 1, "cut_off": 1}]
    assert [one.first_position for one in said] == [17, 90]


def test_reasons_beyond_the_limit_are_counted_together() -> None:
    tally = RefusalTally()
    for number in range(REASONS_AT_MOST + 2):
        tally.add("lab", f"reason_{number}", 0, NOON)
    counts = Refusals.model_validate_json(tally.due(NOON)[0].content).counts
    assert len(counts) == REASONS_AT_MOST + 1
    assert counts[OTHER] == 2
