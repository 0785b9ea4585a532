"""Steps of state.db's tables since the Kafka engine: they only add.

A replicated database's rows stay in their topic as they were written. Another copy, made anew from the topic by a newer
program, gets them with the defaults of what they lack; what a step did to rows on one machine, it would not have.
"""

import re

import pytest

from graftwatch.adapters.sqlite.state_schema import SCHEMA_VERSION, STEPS

LAST_THAT_CHANGED_ROWS = 5
_ADDS = re.compile(r"CREATE (TABLE|INDEX|TRIGGER) |ALTER TABLE \w+ ADD COLUMN ")


def _changes_rows(step: str) -> list[str]:
    without_triggers = re.sub(r"\bBEGIN\b.*?\bEND;", ";", step, flags=re.DOTALL)
    statements = [" ".join(one.split()) for one in without_triggers.split(";")]
    return [one for one in statements if one and not _ADDS.match(one)]


@pytest.mark.parametrize("version", range(LAST_THAT_CHANGED_ROWS + 1, SCHEMA_VERSION + 1))
def test_a_step_only_adds(version: int) -> None:
    assert _changes_rows(STEPS[version]) == []


def test_a_step_that_changes_rows_is_found() -> None:
    assert _changes_rows(STEPS[LAST_THAT_CHANGED_ROWS]) == ["DELETE FROM frame WHERE subject = 'heartbeat'"]
