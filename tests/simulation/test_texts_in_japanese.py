"""Every text that the rules say of a simulated trial, day by day, is known in Japanese."""

from datetime import date, timedelta

import pytest

from graftwatch.paging.days import with_days
from graftwatch.paging.japanese_sentences import TABLE
from graftwatch.paging.matter import Matter, matters_of
from graftwatch.protocol import Protocol
from graftwatch.simulator import simulate
from truth_comparison import play


def unknown_in(matter: Matter) -> set[str]:
    said = matter.said
    texts = (matter.because, matter.closed_because, matter.asks, said.grade, *matter.elements, *matter.missing)
    return {text for text in texts if text and TABLE.say(with_days(text, date(2026, 6, 1))) is None}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11, 12])
def test_every_text_of_a_month_is_known(seed: int) -> None:
    protocol = Protocol()
    simulation = simulate(seed, recipients=8, background=0, protocol=protocol)
    played, unknown, told = play(simulation, protocol), set[str](), 0
    for subject in played.facts:
        begins = played.recipient(subject).transplanted_at
        for day in range(1, 36, 2):
            for matter in matters_of(played.assessed(subject, begins + timedelta(days=day))):
                told += 1
                unknown |= unknown_in(matter)
    assert told > 0
    assert unknown == set()
