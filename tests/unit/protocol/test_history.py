"""A running trial's rules change under a new version only."""

from datetime import UTC, datetime, timedelta

import pytest

from graftwatch.protocol import (
    BUILT_IN,
    ProtocolVersion,
    StatedProtocol,
    compare_with_history,
    protocol_at,
    stated_protocol,
)

JUNE = datetime(2026, 6, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


def stated(text: str) -> StatedProtocol:
    return stated_protocol(text, "protocol.toml")


def in_force(*texts: str) -> tuple[ProtocolVersion, ...]:
    return tuple(ProtocolVersion.of(stated(text), JUNE + week * WEEK) for week, text in enumerate(texts))


ONE = 'version = "1"\n[window]\nlast_day = 30\n'
LONGER = 'version = "1"\n[window]\nlast_day = 60\n'
TWO = 'version = "2"\n[window]\nlast_day = 60\n'


def test_the_first_file_is_the_first_version() -> None:
    found = compare_with_history(stated(TWO), (), JUNE)
    assert (found.in_force.version, found.in_force.since, found.is_new) == ("2", JUNE, True)
    assert not found.changes
    assert found.in_force.protocol.window.last_day == 60


@pytest.mark.parametrize(
    "same",
    [
        ONE,
        f"# a remark\n{ONE}",
        'version = "1"',  # 30 is the default: what a release adds or what is said of it changes nothing
        'name = "donor-nk-liver"\nversion = "1"\n',
    ],
)
def test_what_says_the_same_changes_nothing(same: str) -> None:
    history = in_force(ONE)
    found = compare_with_history(stated(same), history, JUNE + WEEK)
    assert (found.in_force, found.is_new, found.changes, found.refused) == (history[0], False, False, "")


def test_the_order_in_which_a_file_says_things_is_not_part_of_them() -> None:
    table = '[[boundaries]]\nendpoint = "bsi"\nrule = "table"\np0 = 0.2\nn = 10\ntable = {{ {} }}\n'
    rising, falling = table.format("2 = 2, 10 = 5"), table.format("10 = 5, 2 = 2")
    [kept] = in_force(rising)
    assert kept.protocol.sha256 == kept.sha256 == stated(falling).protocol.sha256
    assert not compare_with_history(stated(falling), (kept,), JUNE + WEEK).refused


def test_a_file_that_begins_to_name_what_was_built_in_changes_nothing() -> None:
    built_in = (ProtocolVersion.of(BUILT_IN, JUNE),)
    assert compare_with_history(stated(ONE), built_in, JUNE + WEEK).in_force == built_in[0]


def test_a_change_under_a_new_version_comes_in_force_now() -> None:
    found = compare_with_history(stated(TWO), in_force(ONE), JUNE + WEEK)
    assert (found.in_force.version, found.in_force.since) == ("2", JUNE + WEEK)
    assert (found.is_new, found.changes, found.refused) == (True, True, "")


@pytest.mark.parametrize(
    ("history", "file", "refused"),
    [
        ((ONE,), LONGER, "says something else than version 1, in force since 2026-06-01 10:00"),
        ((ONE, TWO), ONE, "says version 1, in force from 2026-06-01 10:00; now version 2 is"),
        ((ONE, TWO), LONGER, "says version 1, in force from 2026-06-01 10:00; now version 2 is"),
        (('version = "1.10"',), 'version = "1.9"\n[window]\nlast_day = 60', "version 1.9, which is lower than version"),
    ],
)
def test_a_change_under_a_used_or_lower_version_is_refused_and_what_is_in_force_stays(
    history: tuple[str, ...], file: str, refused: str
) -> None:
    held = in_force(*history)
    found = compare_with_history(stated(file), held, JUNE + 5 * WEEK)
    assert refused in found.refused
    assert (found.in_force, found.is_new, found.changes) == (held[-1], False, False)


def test_versions_that_are_no_numbers_are_compared_by_nothing_but_use() -> None:
    found = compare_with_history(stated('version = "amendment-a"\nwindow.last_day = 60'), in_force(ONE), JUNE)
    assert found.changes


def test_the_version_at_a_time_is_the_last_that_had_come_in_force() -> None:
    history = in_force(ONE, TWO)
    at = [JUNE - WEEK, JUNE, JUNE + WEEK - timedelta(seconds=1), JUNE + WEEK, JUNE + 9 * WEEK]
    assert [protocol_at(history, one).version for one in at] == ["1", "1", "1", "2", "2"]
