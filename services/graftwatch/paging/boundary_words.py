"""What a page about a stopping boundary says: the counts, the boundary, where it was crossed, the rate and the belief.

bloodstream infection: 5 of 12 evaluable, boundary 5 at 11–13 (beta-binomial, p0 20 %, α 10 %, protocol version 1),
crossed at recipient n = 12; rate 41.7 % (15.2–72.3 %), P(rate > 20 %) = 0.964.
"""

from collections.abc import Iterator

from graftwatch.paging.boundary_numbers import BoundaryNumbers
from graftwatch.paging.boundary_phrases import BoundaryPhrases
from graftwatch.paging.fitting import cut
from graftwatch.paging.page import LINE_LENGTH, SUMMARY_LENGTH, PageDetails, Words
from graftwatch.paging.phrases import Phrases
from graftwatch.paging.short import short
from graftwatch.paging.telling import Telling
from graftwatch.paging.words import lines

CERTAIN = 0.9995
"""A probability from here on is not written as 1."""


def boundary_worded(telling: Telling, numbers: BoundaryNumbers, phrases: Phrases) -> Words:
    """The texts of a page about a boundary."""
    said, ends = phrases.boundary, telling.reason.ends
    against = phrases.comma.join(_against(numbers, phrases))
    rest = list(_why(numbers, said)) if ends else [phrases.comma.join(_rate(numbers, said))]
    because = said.semicolon.join(part for part in (against, *rest) if part)
    summary = f"{said.heads[telling.reason]}{phrases.colon}{because}{phrases.stop}"
    return Words(
        summary=cut(summary, SUMMARY_LENGTH),
        short=short("", said.heads_briefly[telling.reason], (), _briefly(numbers, phrases), phrases),
        details=PageDetails(
            since=telling.matter.since,
            because=cut(because, LINE_LENGTH),
            evidence=() if ends else lines([*_against(numbers, phrases), *_rate(numbers, said)], phrases),
            asks="" if ends else phrases.asks[telling.matter.said.kind],
        ),
    )


def _counted(numbers: BoundaryNumbers, said: BoundaryPhrases) -> str:
    endpoint = said.endpoints.get(numbers.endpoint, numbers.endpoint)
    return said.counted.format(endpoint=endpoint, events=numbers.events, evaluable=numbers.evaluable)


def _briefly(numbers: BoundaryNumbers, phrases: Phrases) -> str:
    crossed = [] if numbers.crossed_at is None else [phrases.boundary.crossed.format(n=numbers.crossed_at)]
    return phrases.comma.join((_counted(numbers, phrases.boundary), *crossed))


def _against(numbers: BoundaryNumbers, phrases: Phrases) -> Iterator[str]:
    said = phrases.boundary
    yield _counted(numbers, said)
    known = {"rule": numbers.rule, "version": numbers.version, "needed": numbers.needed, "p0": _percent(numbers.p0)}
    if numbers.needed is None:
        yield said.no_look.format(run=f"n = {numbers.evaluable}", **known)
    elif numbers.alpha is None:
        yield said.of_table.format(run=_run(numbers), **known)
    else:
        yield said.planned.format(run=_run(numbers), alpha=_percent(numbers.alpha), **known)
    if numbers.crossed_at is not None:
        yield said.crossed.format(n=numbers.crossed_at)


def _rate(numbers: BoundaryNumbers, said: BoundaryPhrases) -> Iterator[str]:
    if numbers.evaluable:
        lower, upper = f"{numbers.lower * 100:.1f}", f"{numbers.upper * 100:.1f} %"
        yield said.rate.format(rate=f"{numbers.events / numbers.evaluable * 100:.1f} %", lower=lower, upper=upper)
    above = f"{numbers.above:.3f}" if numbers.above < CERTAIN else "> 0.999"
    yield said.belief.format(p0=_percent(numbers.p0), above=above).replace("= >", ">")


def _why(numbers: BoundaryNumbers, said: BoundaryPhrases) -> Iterator[str]:
    yield said.out_of_force.format(version=numbers.in_force) if numbers.in_force else said.taken_back


def _run(numbers: BoundaryNumbers) -> str:
    first, last = numbers.run or (numbers.evaluable, numbers.evaluable)
    return f"{first}" if first == last else f"{first}–{last}"


def _percent(share: float) -> str:
    return f"{share * 100:g} %"
