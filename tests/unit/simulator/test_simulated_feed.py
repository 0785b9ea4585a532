"""The simulated feed as a whole: repeatable, mostly other people's, readable by other programs' parsers."""

import hashlib
import re
import statistics
from collections import Counter
from datetime import timedelta
from itertools import islice, pairwise

import pytest
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st

from feed_reading import identifiers, parsed, stated_at
from graftwatch.protocol import Protocol
from graftwatch.roster import Identifier, Roster, parse_roster
from graftwatch.simulator import (
    LATEST_DELIVERY,
    SimulatedMessage,
    Simulation,
    Truth,
    simulate,
    trial_demo,
    truth_document,
)
from graftwatch.simulator.people import FAMILY_NAMES, GIVEN_NAMES

ZONE = Protocol().zone


@pytest.fixture(scope="module")
def feed() -> Simulation:
    return simulate(11, recipients=3, days=40)


@pytest.fixture(scope="module")
def messages(feed: Simulation) -> list[SimulatedMessage]:
    return list(feed.messages)


def _digest(simulation: Simulation) -> str:
    digest = hashlib.sha256()
    for message in islice(simulation.messages, 10_000):
        digest.update(message.sent_at.isoformat().encode() + message.content)
    digest.update(simulation.roster_csv.encode())
    digest.update("\n".join(one.line for one in simulation.decisions).encode())
    digest.update(truth_document(simulation.truth).encode())
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert _digest(simulate(3, 3, 40)) == _digest(simulate(3, 3, 40))


def test_another_seed_gives_another_feed() -> None:
    assert _digest(simulate(3, 3, 40)) != _digest(simulate(4, 3, 40))


def test_reading_the_messages_twice_gives_them_twice(feed: Simulation) -> None:
    assert list(islice(feed.messages, 500)) == list(islice(feed.messages, 500))


def test_ninety_nine_in_a_hundred_messages_are_about_others(feed: Simulation, messages: list[SimulatedMessage]) -> None:
    roster = {(row.identifier, row.authority) for row in feed.roster}
    about_recipients = [one for one in messages if identifiers(one.content) & roster]
    assert len(about_recipients) == len(feed.recipient_messages)
    assert len(about_recipients) / len(messages) == pytest.approx(0.01, abs=0.0005)
    assert len(messages) == feed.message_count


def test_hundreds_of_other_patients(messages: list[SimulatedMessage]) -> None:
    others = {frozenset(identifiers(one.content)) for one in messages if one.subject is None}
    assert len(others) >= 500


def test_messages_come_in_order_within_the_feed_and_never_before_they_are_stated(
    feed: Simulation, messages: list[SimulatedMessage]
) -> None:
    assert all(one.sent_at <= other.sent_at for one, other in pairwise(messages))
    assert feed.stage.starts <= messages[0].sent_at
    assert messages[-1].sent_at < feed.until
    for one in messages:
        stated = stated_at(one.content)
        assert stated <= one.sent_at.astimezone(ZONE).replace(tzinfo=None)


def test_every_kind_of_message_of_every_system_is_there(messages: list[SimulatedMessage]) -> None:
    seen = {tuple(one.content.split(b"|")[field] for field in (2, 8, 11)) for one in messages}
    senders = {sender.decode() for sender, _, _ in seen}
    kinds = {kind.decode() for _, kind, _ in seen}
    versions = {version.split(b"\r")[0].decode() for _, _, version in seen}
    assert {"LABSYS", "LABJ", "MICROLAB", "OLDMIC", "WARDVS", "WARDJ", "ICUVS", "ADTSYS"} <= senders
    assert {"OLDLAB", "NEWLAB", "LISJ", "BACTJ", "WARDISO", "BEDSIDE", "RADIS", "DOCSYS"} <= senders
    assert {"PHARM", "CPOE", "SCHED", "BILLING", "VAXREG"} <= senders
    types = {kind.split("^")[0] for kind in kinds}
    assert types == {"ADT", "ORU", "OUL", "MDM", "ORM", "OML", "RDE", "RAS", "SIU", "DFT", "BAR", "VXU", "MFN"}
    assert {"R01", "R30", "R22"} <= {kind.split("^")[1] for kind in kinds}
    movements = {kind.split("^")[1] for kind in kinds if kind.startswith("ADT")}
    assert movements == {"A01", "A02", "A03", "A04", "A08", "A11", "A12", "A13", "A24", "A28", "A31", "A37", "A40"}
    assert {"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.8"} <= versions


def test_the_background_has_the_shapes_that_real_feeds_have(messages: list[SimulatedMessage]) -> None:
    contents = [one.content for one in messages]
    assert any(b"\rMRG|" in one for one in contents), "a merge"
    assert any(re.search(rb"\rPID(\|[^|\r]*){29}\|Y", one) for one in contents), "a death"
    assert any(b"|SN|" in one and b"||<^" in one for one in contents), "a comparator"
    assert any(re.search(rb"\rOBX[^\r]*\rZ", one) for one in contents), "a Z segment inside a group"
    assert any(b"|~ISO IR87||ISO 2022-1994" in one and b"\x1b$B" in one for one in contents), "ISO 2022"
    assert any(b"\x1b(I" in one for one in contents), "half-width kana"
    assert any(b"|8859/1" in one and "Ü".encode("latin-1") in one for one in contents), "8859/1"
    assert any(b"|ED|" in one and len(one) > 60_000 for one in contents), "a scanned document"
    assert max(len(one) for one in contents) < 110_000


def test_a_delimiter_stands_inside_a_two_byte_run(messages: list[SimulatedMessage]) -> None:
    runs = [run for one in messages for run in re.findall(rb"\x1b\$B([^\x1b]*)\x1b", one.content)]
    assert any(set(run) & set(b"|^~\\&") for run in runs)


def test_python_hl7_reads_a_message_in_twenty(messages: list[SimulatedMessage]) -> None:
    for one in messages[::20]:
        message = parsed(one.content)
        assert str(message.segment("MSH")[10]) == one.control_id
        assert b"\rPID|" not in one.content or str(message.segment("PID")[7]).isdigit()
        assert one.content.endswith(b"\r")
        assert b"\n" not in one.content


def segment_names(text: str) -> list[str]:
    """Without Z-segments, which hl7apy leaves out of what it writes."""
    return [line[:3] for line in text.split("\r") if line and line[0] != "Z"]


def test_hl7apy_finds_the_same_structure_in_one_message_of_each_kind(messages: list[SimulatedMessage]) -> None:
    one_of_each = {tuple(one.content.split(b"|")[field] for field in (2, 8)): one for one in messages}
    for one in one_of_each.values():
        text = str(parsed(one.content))
        message = parse_message(text, find_groups=True)
        assert message.msh.msh_10.value == one.control_id
        assert segment_names(message.to_er7()) == segment_names(text)


def test_names_and_numbers_are_invented(feed: Simulation, messages: list[SimulatedMessage]) -> None:
    families = {name for pair in FAMILY_NAMES for name in pair}
    given_names = {name for pair in GIVEN_NAMES for name in pair}
    plain = {name.replace("ö", "oe").replace("ë", "e") for name in families | given_names}
    for one in (one for one in messages[::50] if b"\rPID|" in one.content):
        pid = parsed(one.content).segment("PID")
        for name in str(pid[5]).split("~"):
            assert set(name.split("^")) <= families | given_names | plain
        assert all(number[0] == "9" or number.startswith("O-77") for number in str(pid[3]).split("~"))
    assert all(row.subject.startswith("S") for row in feed.roster)


def test_an_impostor_has_a_recipients_number_from_another_authority(
    feed: Simulation, messages: list[SimulatedMessage]
) -> None:
    numbers = {row.identifier for row in feed.roster}
    roster = Roster.of_changes(parse_roster(feed.roster_csv, "roster.csv", ZONE))
    impostors = [
        one
        for one in messages
        if one.subject is None and any(number in numbers for number, _ in identifiers(one.content))
    ]
    assert len(impostors) >= 20
    assert not any(roster.subjects_of(Identifier(*two) for two in identifiers(one.content)) for one in impostors)


def test_a_referred_recipient_is_on_the_roster_under_two_numbers_and_named_by_both(feed: Simulation) -> None:
    rows = Counter(row.subject for row in feed.roster)
    assert rows == {"S01": 1, "S02": 1, "S03": 2}
    former = {row.identifier for row in feed.roster if row.authority == "OLDGWH"}
    named = {number for one in feed.recipient_messages for number, _ in identifiers(one.content)}
    assert former & named


def test_the_nuisances_of_a_network_are_there() -> None:
    feed = simulate(2, recipients=10, days=60, background=0)
    contents = Counter(one.content for one in feed.recipient_messages)
    ids = Counter(one.control_id for one in feed.recipient_messages)
    assert max(contents.values()) == 2, "the same bytes once more"
    assert any(control_id.endswith("B") for control_id in ids), "the same message under a new control id"
    stated = [stated_at(one.content) for one in feed.recipient_messages]
    assert any(later < earlier for earlier, later in pairwise(stated)), "one overtaken by another"
    arrived = [one.sent_at.astimezone(ZONE).replace(tzinfo=None) for one in feed.recipient_messages]
    delays = [at - said for at, said in zip(arrived, stated, strict=True)]
    assert any(timedelta(minutes=30) < delay <= LATEST_DELIVERY for delay in delays), "late"
    assert any(b"|C" in one.content for one in feed.recipient_messages), "corrected"


def test_a_feed_without_background_holds_recipients_only() -> None:
    feed = simulate(1, recipients=2, days=40, background=0)
    assert {one.subject for one in feed.messages} == {"S01", "S02"}


@pytest.mark.parametrize(
    ("recipients", "days", "background"),
    [
        pytest.param(0, 10, 0.5, id="no recipient"),
        pytest.param(1, 0, 0.5, id="no day"),
        pytest.param(1, 10, 1.0, id="nothing but background"),
        pytest.param(1, 10, -0.1, id="less than no background"),
    ],
)
def test_a_feed_that_cannot_be_is_refused(recipients: int, days: int, background: float) -> None:
    with pytest.raises(ValueError, match="at least"):
        simulate(1, recipients, days, background)


@given(seed=st.integers(0, 10_000), recipients=st.integers(1, 5), days=st.integers(1, 70))
@settings(max_examples=15, deadline=None)
def test_any_size_of_feed_can_be_made(seed: int, recipients: int, days: int) -> None:
    feed = simulate(seed, recipients, days, background=0)
    assert len(feed.truth.recipients) == recipients
    assert all(feed.stage.starts <= one.sent_at < feed.until for one in feed.recipient_messages)
    assert all(one.first_evidence_at < feed.until for truth in feed.truth.recipients for one in truth.signals)
    assert Truth.model_validate_json(truth_document(feed.truth)) == feed.truth
    assert len(parse_roster(feed.roster_csv, "roster.csv", ZONE)) == recipients


@pytest.mark.parametrize("seed", range(6))
def test_the_trial_has_its_figures_whatever_the_seed(seed: int) -> None:
    feed = trial_demo(seed)
    truth = feed.truth
    assert (len(truth.recipients), truth.bsi, truth.rejection) == (19, 6, 7)
    assert sum(one.has_bsi_endpoint and one.has_rejection_endpoint for one in truth.recipients) == 2
    told = " ".join(name for one in truth.recipients for name in one.scenarios)
    for scenario in ("before the transplant", "after the window", "contaminant", "retracted"):
        assert scenario in told


def test_the_trials_cohort_is_the_published_one() -> None:
    feed = trial_demo(5)
    first_rows = {row.subject: row for row in reversed(feed.roster)}.values()
    assert Counter(row.sex for row in first_rows) == {"M": 10, "F": 9}
    risks = Counter(risk for row in first_rows for risk in row.risk.split(";") if risk)
    assert risks == {"abo_incompatible": 6, "dsa": 3, "desensitised": 8}
    ages = [plan.course.transplanted_on.year - plan.person.born.year for plan in feed.plans]
    assert statistics.median(ages) == pytest.approx(59, abs=1)


def test_after_a_merge_a_recipient_is_named_by_the_new_number_alone() -> None:
    feed = simulate(3, recipients=4, days=60, background=0)
    about = [one for one in feed.recipient_messages if one.subject == "S04"]
    (merge,) = {one.content for one in about if b"^A40^" in one.content and not one.control_id.endswith("B")}
    (old,) = {row.identifier for row in feed.roster if row.subject == "S04" and row.authority == "GWH"}
    assert f"\rMRG|{old}^^^GWH^MR".encode() in merge
    (new,) = {number for number, authority in identifiers(merge) if authority == "GWH"}
    later = [one for one in about if stated_at(one.content) > stated_at(merge)]
    assert len(later) > 20
    for one in later:
        assert {number for number, authority in identifiers(one.content) if authority == "GWH"} == {new}


def test_doses_and_biopsy_reports_are_told_about_recipients() -> None:
    feed = simulate(5, recipients=10, days=60, background=0)
    contents = [one.content for one in feed.recipient_messages]
    assert any(b"|RAS^O17" in one and one.count(b"\rRXA|") == 2 for one in contents), "the doses of a day"
    reports = [one for one in contents if b"|MDM^T02" in one]
    assert len({one.split(b"\rOBR|")[1] for one in reports}) == len(feed.decisions), "one a biopsy"
    assert all(b"RAI " in one for one in reports)


@pytest.mark.parametrize("kind", [b"A11", b"A12", b"A13", b"A28", b"A31", b"A04", b"A40"])
def test_movements_about_recipients_are_of_every_kind(kind: bytes) -> None:
    feed = simulate(6, recipients=12, days=60, background=0)
    assert any(b"|ADT^" + kind in one.content for one in feed.recipient_messages)
