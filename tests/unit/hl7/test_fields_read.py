"""The table of fields that are read is what the reader asks for, no more and no less."""

from pathlib import Path

import pytest

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.fields_read import FIELDS_READ
from graftwatch.simulator import simulate
from watched_reading import watched

EXAMPLES = Path(__file__).parents[3] / "schemas" / "hl7" / "examples"
# OBX-14 is asked for as a time of status only by a feed that says so.
FEED = FeedDefaults("hospital", observation_time_is_status_time=True)
HEAD = b"MSH|^~\\&|A|B|C|D|20260601||%b|R1|P|2.5.1\r"
RARE = (
    HEAD % b"ADT^A01" + b"EVN||20260601\rPID|1||1^^^GWH|||||||||||||||A7\rPV1|1|I\r",
    HEAD % b"ADT^A50" + b"EVN||20260601\rPID|1||1^^^GWH\rMRG|1^^^GWH||A6\rPV1|1|I\r",
    HEAD % b"OML^O21" + b"PID|1||1^^^GWH\rORC|NW|O1\rOBR|1|O1||600-7^^LN|||20260601||||S\r",
    HEAD % b"ORU^R01" + b"PID|1||1^^^GWH\rORC|RE|O1\rOBR|1|||600-7^^LN||||20260601\rOBX|1|ST|600-7^^LN||E. coli\r",
    HEAD % b"MDM^T02"
    + b"PID|1||1^^^GWH\rTXA|1|SP^Surgical pathology|TX|20260601||||||||D1\rOBX|1|TX|||Liver: no rejection\r",
)


@pytest.fixture(scope="module")
def asked() -> set[tuple[str, int]]:
    contents = [one.read_bytes() for one in sorted(EXAMPLES.glob("*.hl7"))]
    contents += [one.content for one in simulate(2, recipients=12, days=50, background=0.4).messages]
    contents += RARE
    return set().union(*(watched(content, FEED)[1] for content in contents))


def test_every_field_that_is_asked_for_is_listed(asked: set[tuple[str, int]]) -> None:
    listed = {(one.segment, one.number) for one in FIELDS_READ}
    assert sorted(asked - listed) == [], "add a row to hl7/fields_read.py, then `make schemas`"


def test_every_field_that_is_listed_is_asked_for(asked: set[tuple[str, int]]) -> None:
    listed = {(one.segment, one.number) for one in FIELDS_READ if not one.at_the_door}
    assert sorted(listed - asked) == [], "take the row out of hl7/fields_read.py, then `make schemas`"


def test_fields_stand_in_order_and_once() -> None:
    places = [(one.segment, one.number) for one in FIELDS_READ]
    assert len(set(places)) == len(places)
    for segment in {one.segment for one in FIELDS_READ}:
        numbers = [number for name, number in places if name == segment]
        assert numbers == sorted(numbers)
