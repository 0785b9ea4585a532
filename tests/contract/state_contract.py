"""What the pipeline's store must do, wherever its rows are kept: in memory, in a file, on a cluster.

A test module subclasses `StateContract`, gives the `store` fixture, and says by `again` how somebody else finds what
was kept: who opens the file, or another copy that follows. The same statements run everywhere (`SqliteState`); what
differs is what a transaction is.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from charts import temperature
from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.facts import Lapse, Source
from graftwatch.hl7.to_facts import Unmapped
from graftwatch.paging import Ledger
from graftwatch.pipeline.audit import AuditItem, Happened
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.pipeline.journal import Entry, EntryKind
from graftwatch.pipeline.state import DeadLetter, PutOffSearch, RecipientState, UnmappedCount
from graftwatch.pipeline.watch_state import WatchNotes
from graftwatch.protocol import BUILT_IN, ProtocolVersion, stated_protocol
from graftwatch.roster import Enrolment, IdentityStatement, PatientIdentifier, Withdrawal
from graftwatch.roster.change import LearntFrom
from paging_builders import assessment, page, signal

NOON = datetime(2026, 6, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def enrolment(subject: str = "S01") -> Enrolment:
    return Enrolment(subject=subject, identifiers=(PatientIdentifier(value="4711"),), transplanted_at=NOON)


def statement() -> IdentityStatement:
    one, other = PatientIdentifier(value="4711"), PatientIdentifier(value="4712")
    return IdentityStatement(
        one=one,
        other=other,
        same=True,
        stated_at=NOON,
        learnt_from=LearntFrom(feed="adt", control_id="A1", event="A40"),
    )


def frame(seq: int, control_id: str = "C1", content: bytes = b"MSH|^~\\&|\xff\x00") -> Entry:
    return Entry(seq, NOON, EntryKind.FRAME, "lab", control_id, content, NOON - HOUR)


def held_back(story: str, words: str) -> AuditItem:
    return AuditItem(at=NOON, what=Happened.HELD_BACK, story=story, subject="S01", words=words)


class StateContract:
    """The contract suite."""

    @pytest.fixture
    def store(self) -> SqliteState:
        raise NotImplementedError

    def again(self, store: SqliteState) -> SqliteState:
        """The store as somebody else finds it."""
        raise NotImplementedError

    def kept(self, store: SqliteState, *changes: Callable[[], object]) -> SqliteState:
        """Changes in one transaction; gives the store as somebody else finds it then."""
        with store.transaction():
            for change in changes:
                change()
        return self.again(store)

    def test_a_new_store_is_at_the_beginning(self, store: SqliteState) -> None:
        assert store.position() == 0
        assert store.source_positions() == {}
        assert store.roster_changes() == []
        assert (list(store.load("S01").facts), store.load("S01").assessment) == ([], None)
        assert store.watch_notes() == WatchNotes()
        assert store.channel_ledger() == Ledger()

    def test_a_transaction_is_kept_whole(self, store: SqliteState) -> None:
        again = self.kept(store, lambda: store.move_to(7), lambda: store.keep_source_positions({"hl7.raw-3": 41}))
        assert (again.position(), again.source_positions()) == (7, {"hl7.raw-3": 41})

    def test_a_transaction_that_fails_leaves_nothing(self, store: SqliteState) -> None:
        self.kept(store, lambda: store.move_to(1))

        def fails() -> None:
            with store.transaction():
                store.move_to(2)
                store.add_pages([page()], 2)
                raise KeyError

        with pytest.raises(KeyError):
            fails()
        assert (store.position(), store.pages_decided_at(2)) == (1, [])
        assert self.kept(store, lambda: store.keep_source_positions({"a": 1})).position() == 1

    def test_the_roster_is_told_in_order_and_as_known_by_a_time(self, store: SqliteState) -> None:
        withdrawal = Withdrawal(subject="S01", at=NOON)
        again = self.kept(
            store,
            lambda: store.add_roster_change(9, NOON + 2 * HOUR, withdrawal),
            lambda: store.add_roster_change(2, NOON, enrolment()),
            lambda: store.add_roster_change(5, NOON + HOUR, statement()),
            lambda: store.add_roster_change(5, NOON + HOUR, statement()),
        )
        assert again.roster_changes() == [enrolment(), statement(), statement(), withdrawal]
        assert again.roster_changes(NOON + HOUR) == [enrolment(), statement(), statement()]

    def test_a_feeds_codes_are_those_that_were_set_last(self, store: SqliteState) -> None:
        first, second = (CodesChange(feed="lab", file="codes.csv", csv=text) for text in ("code\nX1\n", "code\nX2\n"))
        again = self.kept(store, *(lambda one=one: store.save_codes(1, NOON, one) for one in (first, second)))
        assert again.codes() == {"lab": second}

    def test_the_protocols_versions_stay_in_their_order_with_what_each_said(self, store: SqliteState) -> None:
        stated = [BUILT_IN, stated_protocol('version = "2"\n[window]\nlast_day = 60\n', "protocol.toml")]
        first, second = (ProtocolVersion.of(one, NOON) for one in stated)
        again = self.kept(store, lambda: store.add_protocol(first), lambda: store.add_protocol(second))
        assert again.protocol_history() == (first, second)
        assert [one.protocol.window.last_day for one in again.protocol_history()] == [30, 60]

    def test_everybody_is_looked_at_again_at_a_time_or_sooner(self, store: SqliteState) -> None:
        looks = {"S01": None, "S02": NOON, "S03": NOON + 2 * HOUR}
        again = self.kept(
            store,
            *(lambda one=one, at=at: store.save(one, RecipientState(next_look=at)) for one, at in looks.items()),
            lambda: store.look_at_everybody(NOON + HOUR),
        )
        assert again.next_looks() == {"S01": NOON + HOUR, "S02": NOON, "S03": NOON + HOUR}

    def test_frames_are_kept_with_their_bytes_for_each_recipient(self, store: SqliteState) -> None:
        again = self.kept(
            store,
            *(
                lambda one=one: store.keep_frame(*one)
                for one in ((frame(4), "S01"), (frame(2), "S01"), (frame(4), "S02"))
            ),
        )
        assert list(again.kept_frames("S01")) == [frame(2), frame(4)]
        assert list(again.frames_before(9)) == [frame(2), frame(4)]
        assert (again.kept_frame(4), again.kept_frame(3)) == (frame(4), None)

    def test_a_withdrawn_frame_stays_and_counts_no_longer(self, store: SqliteState) -> None:
        self.kept(store, lambda: store.keep_frame(frame(2), "S01"), lambda: store.keep_frame(frame(3), "S01"))
        again = self.kept(store, lambda: store.withdraw(2, NOON))
        assert list(again.kept_frames("S01")) == [frame(3)]
        assert list(again.withdrawn_frames("S01")) == [frame(2)]
        assert again.withdrawn_among([1, 2, 3]) == {2}

    def test_searches_that_wait_join_and_end(self, store: SqliteState) -> None:
        one, more = (PutOffSearch("S01", frozenset(numbers), at, "enrolled") for numbers, at in (("1", 5), ("2", 9)))
        again = self.kept(store, lambda: store.put_off_search(one), lambda: store.put_off_search(more))
        assert again.searches_put_off() == [PutOffSearch("S01", frozenset("12"), 9, "enrolled")]
        assert self.kept(store, lambda: store.search_done("S01")).searches_put_off() == []

    def test_a_recipient_is_found_as_it_was_saved(self, store: SqliteState) -> None:
        state = RecipientState(assessment=assessment(signal()), next_look=NOON + HOUR)
        again = self.kept(store, lambda: store.save("S01", state), lambda: store.save("S02", RecipientState()))
        assert again.load("S01").assessment == state.assessment
        assert again.next_looks() == {"S01": NOON + HOUR}

    def test_facts_merge_whatever_their_order(self, store: SqliteState) -> None:
        late = temperature(1, "38.5")
        early = replace(late, known_at=late.known_at - HOUR, source=Source("another", "M1"))
        again = self.kept(
            store, lambda: store.add_facts([late]), lambda: store.add_facts([early, temperature(2, "39")])
        )
        facts = sorted(again.load("S01").facts, key=lambda one: one.identity)
        assert [(one.identity, one.known_at) for one in facts] == [
            (late.identity, early.known_at),
            (temperature(2, "39").identity, temperature(2, "39").known_at),
        ]

    def test_the_facts_of_a_subject_can_be_replaced(self, store: SqliteState) -> None:
        self.kept(store, lambda: store.add_facts([temperature(1, "38.5")]))
        again = self.kept(store, lambda: store.add_facts([temperature(2, "39")], replacing="S01"))
        assert [one.identity for one in again.load("S01").facts] == [temperature(2, "39").identity]

    def test_a_lapse_lasts_until_the_fact_is_said_again(self, store: SqliteState) -> None:
        fact = temperature(1, "38.5")
        lapse = Lapse("S01", fact.identity, fact.version, fact.known_at + HOUR)
        again = self.kept(store, lambda: store.add_facts([fact]), lambda: store.add_lapses([lapse, lapse]))
        assert list(again.load("S01").facts.counting()) == []
        later = replace(fact, known_at=fact.known_at + 2 * HOUR)
        again = self.kept(store, lambda: store.add_facts([later]))
        assert [one.identity for one in again.load("S01").facts.counting()] == [fact.identity]

    def test_a_page_is_decided_once_and_what_was_held_back_is_told(self, store: SqliteState) -> None:
        self.kept(store, lambda: store.note([held_back("bsi-1", "a storm")]))
        assert store.held_back("S01") == {"bsi-1": "a storm"}
        self.kept(store, lambda: store.add_pages([page()], 3))
        again = self.kept(store, lambda: store.add_pages([page(summary="another text")], 4))
        assert (again.pages_decided_at(3), again.pages_decided_at(4)) == ([page()], [])
        assert again.held_back("S01") == {}

    def test_what_is_told_of_the_service_is_kept(self, store: SqliteState) -> None:
        notes = WatchNotes(last_heard={"lab": NOON})
        again = self.kept(store, lambda: store.keep_watch_notes(notes), lambda: store.save_channel_ledger(Ledger()))
        assert again.watch_notes().last_heard == {"lab": NOON}

    def test_unmapped_codes_are_counted_until_a_feed_speaks_of_them(self, store: SqliteState) -> None:
        one, other = (Unmapped("lab", "OBX-3", code, "99LAB", "a text") for code in ("x1", "X2"))
        again = self.kept(store, lambda: store.count_unmapped([one, other]), lambda: store.count_unmapped([one]))
        assert again.unmapped() == [UnmappedCount(one, 2), UnmappedCount(other, 1)]
        again = self.kept(store, lambda: store.forget_unmapped("lab", [("x1", "99lab")]))
        assert again.unmapped() == [UnmappedCount(other, 1)]

    def test_a_dead_letter_is_taken_once(self, store: SqliteState) -> None:
        letter = DeadLetter(4, "S01", NOON, "assess: KeyError")
        self.kept(store, lambda: store.add_dead_letter(letter), lambda: store.add_dead_letter(letter))
        with store.transaction():
            assert store.take_dead_letters(4) == [letter]
        assert self.again(store).dead_letters() == []
