"""The reader agrees with python-hl7 and hl7apy wherever they can read, but for the differences of the table."""

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.differences import DIFFERENCES, Difference, document, explained_by
from tests.oracles.peers import Mismatch, hl7apy_mismatches, python_hl7_mismatches, text_of

from graftwatch.hl7.batch import split_messages
from graftwatch.hl7.message import Message, read_message
from graftwatch.simulator import simulate

# python-hl7 says so of itself where it meets an escape that it does not know.
pytestmark = pytest.mark.filterwarnings("ignore:The 'warn' method is deprecated:DeprecationWarning")

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "data" / "hl7-samples"
PEERS = {"python-hl7": python_hl7_mismatches, "hl7apy": hl7apy_mismatches}
# hl7apy takes some tens of milliseconds a message.
SIMULATED, SIMULATED_FOR_HL7APY = 300, 30


def mismatches(frame: bytes, peer: str) -> list[Mismatch]:
    ours = read_message(frame)
    assert isinstance(ours, Message), ours
    return list(PEERS[peer](ours, text_of(frame, ours.header.character_sets.decode("ascii"))))


def unexplained(frame: bytes, peer: str) -> list[Mismatch]:
    return [one for one in mismatches(frame, peer) if not explained_by(one)]


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: f"{row.peer}: {row.name}")
def test_each_difference_of_the_table_is_there(row: Difference) -> None:
    found = mismatches(f"{row.header}\r{row.example}\r".encode(), row.peer)
    assert found
    first = found[0]
    assert (first.ours, first.theirs) == (row.ours, row.theirs)
    assert row.name in explained_by(first)
    assert all(explained_by(one) for one in found)


def test_the_document_is_the_table() -> None:
    written = (ROOT / "docs" / "reader-differences.md").read_text(encoding="utf-8")
    assert written == document(), "run python -m tests.oracles"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the public HL7 samples are not beside the project")
@pytest.mark.parametrize("peer", PEERS)
def test_every_difference_on_the_samples_is_explained(peer: str) -> None:
    parts = (part for file in sorted(SAMPLES.glob("*.hl7")) for part in split_messages(file.read_bytes()))
    found = [one for part in parts if part.is_message for one in unexplained(part.content, peer)]
    assert found == []


@pytest.mark.parametrize(("peer", "count"), [("python-hl7", SIMULATED), ("hl7apy", SIMULATED_FOR_HL7APY)])
def test_every_difference_on_the_simulated_feed_is_explained(peer: str, count: int) -> None:
    messages = islice(simulate(20260604, recipients=3, days=40).messages, 0, None, 7)
    found = [one for message in islice(messages, count) for one in unexplained(message.content, peer)]
    assert found == []


WORDS = st.text("abcXYZ019 .-äß血", max_size=6).map(str.strip)
ODD = st.sampled_from(
    ("\\F\\", "\\E\\", "\\.br\\", "\\X41\\", "\\Zx\\", "\\", '""', "\\H\\", "\\N\\", "#", "007", "1.50")
)
LEAF = st.lists(st.one_of(WORDS, ODD), max_size=3).map("".join)
COMPONENT = st.lists(LEAF, min_size=1, max_size=3).map("&".join)
REPETITION = st.lists(COMPONENT, min_size=1, max_size=4).map("^".join)
FIELD = st.lists(REPETITION, min_size=1, max_size=3).map("~".join)
NAMES = st.sampled_from(("PID", "OBR", "OBX", "NTE", "SPM", "ZZ1"))
SEGMENT = st.tuples(NAMES, st.lists(FIELD, max_size=9)).map(lambda parts: "|".join((parts[0], *parts[1])))
HEADER = st.builds(
    "MSH|^~\\&{}|LAB|H|||20260301||{}|17|P|{}||||||{}".format,
    st.sampled_from(("", "#")),
    st.sampled_from(("ORU^R01^ORU_R01", "ADT^A01^ADT_A01")),
    st.sampled_from(("2.3", "2.4", "2.5.1", "2.7", "2.8.2")),
    st.sampled_from(("", "UNICODE UTF-8")),
)


@pytest.mark.parametrize("peer", PEERS)
@given(header=HEADER, segments=st.lists(SEGMENT, min_size=1, max_size=5), end=st.sampled_from(("\r", "\n", "\r\n")))
@settings(max_examples=40, deadline=None)
def test_every_difference_on_generated_messages_is_explained(
    peer: str, header: str, segments: list[str], end: str
) -> None:
    assert unexplained(end.join((header, *segments, "")).encode(), peer) == []
