"""A boundary, or several side by side, as a JSON document and in words."""

from collections.abc import Iterator, Sequence

from graftwatch.entrypoints.cli.output import print_table, say
from graftwatch.safety.boundary import Boundary
from graftwatch.safety.comparison import Alternative, Comparison
from graftwatch.safety.operating_characteristics import OperatingCharacteristics

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
SHOWN_QUANTILES = (0.1, 0.5, 0.9)
HEADS = ("true rate", "crosses", "expected n", "expected events", "ends at n: 10 %", "50 %", "90 %")


def boundary_document(one: Alternative, spent: OperatingCharacteristics) -> dict[str, object]:
    """The boundary for machines; `spent` is what it does under p0."""
    solved, under = one.boundary, one.under
    return {
        "stop_at": {str(n): events for n, events in solved.stop_at.items()},
        "alpha_spent": spent.crossing_probability,
        "crossing_probability": {str(true.rate): true.crossing_probability for true in under},
        "expected_n": {str(true.rate): true.expected_n for true in under},
        "expected_events": {str(true.rate): true.expected_events for true in under},
        "quantiles_of_n": {str(true.rate): {str(q): true.quantile_of_n(q) for q in QUANTILES} for true in under},
        "stopping_n": {
            str(true.rate): {str(n): p for n, p in enumerate(true.stopped_at, start=1) if p > 0.0} for true in under
        },
        "rule": solved.rule.value,
        "n": solved.maximum_recipients,
        "constant": solved.constant,
        "too_liberal": solved.too_liberal,
        "in_words": list(solved.in_words()),
    }


def comparison_document(compared: Comparison, spent: Comparison) -> dict[str, object]:
    """Several boundaries for machines: each as it would stand alone, and which is most cautious when."""
    return {
        "alternatives": [
            boundary_document(one, its.under[0])
            for one, its in zip(compared.alternatives, spent.alternatives, strict=True)
        ],
        "most_cautious": {"early": _names(compared, compared.early), "late": _names(compared, compared.late)},
    }


def print_one(one: Alternative, spent: OperatingCharacteristics, alpha: float) -> None:
    """The boundary for people, in both conventions."""
    for words in one.boundary.in_words():
        say(words)
    say(_spent_in_words(spent, alpha) + _constant_in_words(one.boundary))
    print_table(HEADS, [_row(under) for under in one.under])


def print_comparison(compared: Comparison, spent: Comparison, alpha: float) -> None:
    """The boundaries for people: each in words, their steps side by side, then what each does under each rate."""
    for one, its in zip(compared.alternatives, spent.alternatives, strict=True):
        say(one.boundary.rule.value)
        for words in one.boundary.in_words():
            say(f"  {words}")
        say(f"  {_spent_in_words(its.under[0], alpha)}{_constant_in_words(one.boundary)}")
    boundaries = [one.boundary for one in compared.alternatives]
    print_table(("stop at, from n", *(one.rule.value for one in boundaries)), list(_steps(boundaries)))
    say()
    print_table((HEADS[0], "rule", *HEADS[1:]), list(_rows(compared)))
    third = max(1, compared.alternatives[0].boundary.maximum_recipients // 3)
    planned = compared.alternatives[0].boundary.maximum_recipients
    say(f"most cautious early (fewest events asked for, n = 1–{third}): {', '.join(_names(compared, compared.early))}")
    say(f"most cautious late (n = {planned - third + 1}–{planned}): {', '.join(_names(compared, compared.late))}")


def _names(compared: Comparison, places: tuple[int, ...]) -> list[str]:
    return [compared.alternatives[place].boundary.rule.value for place in places]


def _steps(boundaries: Sequence[Boundary]) -> Iterator[tuple[str, ...]]:
    """b(n) of all rules beside each other, a row where any of them changes."""
    before: tuple[int | None, ...] = (None,) * len(boundaries)
    for n, needed in enumerate(zip(*(one.looks for one in boundaries), strict=True), start=1):
        if needed != before:
            yield (str(n), *("–" if events is None else str(events) for events in needed))
        before = needed


def _rows(compared: Comparison) -> Iterator[tuple[str, ...]]:
    """By rate, so that the rules stand under each other."""
    for place in range(len(compared.alternatives[0].under)):
        for one in compared.alternatives:
            rate, *figures = _row(one.under[place])
            yield (rate, one.boundary.rule.value, *figures)


def _row(under: OperatingCharacteristics) -> tuple[str, ...]:
    return (
        f"{under.rate:g}",
        f"{under.crossing_probability:.8f}",
        f"{under.expected_n:.4f}",
        f"{under.expected_events:.4f}",
        *(str(under.quantile_of_n(quantile)) for quantile in SHOWN_QUANTILES),
    )


def _spent_in_words(spent: OperatingCharacteristics, alpha: float) -> str:
    more = f", more than the {alpha:g} wanted" if spent.crossing_probability > alpha * (1.0 + 1e-9) else ""
    return f"alpha spent: {spent.crossing_probability:.8f} at p = {spent.rate:g}{more}"


def _constant_in_words(solved: Boundary) -> str:
    return f"; c = {solved.constant:.7g}" if solved.constant is not None else ""
