"""Which messages of a feed are played, and when each came."""

from collections.abc import Iterator

import pytest

from graftwatch.backtest.arrivals import FEED, ArrivalOrder, Placed, Sorted, arrivals_of
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.pipeline.intake import Intake
from graftwatch.protocol import Protocol
from graftwatch.roster import Roster, parse_roster
from hl7_by_hand import ROSTER, message, temperature

PROTOCOL = Protocol()
INTAKE = Intake(
    Roster.of_changes(parse_roster(ROSTER, "roster.csv", PROTOCOL.zone)), PROTOCOL, {FEED: FeedDefaults(FEED)}, {}
)
MERGE = message(
    "EVN|A40|202606050900",
    "MRG|20002^^^HOSP^MR",
    kind="ADT^A40^ADT_A39",
    sent="0605 0900",
    pid="PID|1||10001^^^HOSP^MR",
)


def ready(*written: str, order: ArrivalOrder = ArrivalOrder.SENT) -> Sorted:
    def feed() -> Iterator[Placed]:
        return (Placed(f"file, byte {number}", one.encode()) for number, one in enumerate(written))

    return arrivals_of(feed, INTAKE, order)


def of_nobody(number: int) -> str:
    return temperature("0604 0800", "36.5").replace("10001", f"9{number:04}")


def times(feed: Sorted) -> list[str]:
    return [f"{one.at.astimezone(PROTOCOL.zone):%m%d %H%M}" for one in feed.arrivals]


def test_only_messages_about_recipients_are_played() -> None:
    feed = ready(of_nobody(1), temperature("0604 0800", "36.5"), of_nobody(2))
    assert (feed.messages, len(feed.arrivals)) == (3, 1)


def test_a_feed_is_sorted_by_the_time_sent() -> None:
    feed = ready(temperature("0605 0800", "36.5"), temperature("0604 0800", "36.6"))
    assert times(feed) == ["0604 0800", "0605 0800"]


def test_in_the_order_of_the_feed_no_message_comes_before_the_one_in_front() -> None:
    feed = ready(temperature("0605 0800", "36.5"), temperature("0604 0800", "36.6"), order=ArrivalOrder.ORDER)
    assert times(feed) == ["0605 0800", "0605 0800"]
    assert b"36.6" in feed.arrivals[1].content


@pytest.mark.parametrize("order", ArrivalOrder)
def test_a_message_without_a_time_comes_with_the_one_in_front(order: ArrivalOrder) -> None:
    undated = temperature("0606 0800", "37.0").replace("|202606060800||ORU", "|||ORU", 1)
    feed = ready(temperature("0604 0800", "36.5"), undated, temperature("0605 0800", "36.6"), order=order)
    assert (times(feed), feed.undated) == (["0604 0800", "0604 0800", "0605 0800"], 1)


def test_what_came_under_a_number_that_a_later_message_joins_is_played_too() -> None:
    earlier = temperature("0604 0800", "38.5").replace("10001", "20002")
    feed = ready(earlier, of_nobody(1), MERGE)
    assert times(feed) == ["0604 0800", "0605 0900"]


def test_a_chain_of_joined_numbers_is_followed_to_its_end() -> None:
    first = temperature("0604 0800", "38.5").replace("10001", "30003")
    second = MERGE.replace("20002", "30003").replace("10001", "20002").replace("06050900", "06040900")
    assert len(ready(first, second, MERGE).arrivals) == 3


def test_what_cannot_be_read_is_placed_and_does_not_stop_the_rest() -> None:
    feed = ready("MSH|^~\\&|LIS", temperature("0604 0800", "36.5"))
    assert [one.place for one in feed.unread] == ["file, byte 0"]
    assert len(feed.arrivals) == 1


def test_a_result_without_a_patient_number_is_told() -> None:
    feed = ready(temperature("0604 0800", "36.5").replace("10001^^^HOSP^MR", ""))
    assert "no patient number in PID-3" in feed.unread[0].reason
