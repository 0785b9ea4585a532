"""The trial over time: recipients transplanted, and how many of them have become evaluable."""

from collections.abc import Iterable
from datetime import date

from graftwatch.committee.chart import Axis, Chart, Point, Steps, Table, Tone
from graftwatch.committee.chart_words import day
from graftwatch.committee.figures import TrialFigures


def enrolment_chart(figures: TrialFigures) -> Chart | None:
    """Recipients by the date of their transplant, and by that on which they became evaluable; None without any."""
    one = figures.endpoints[0]
    transplanted = sorted(held.transplanted_on for held in one.standings if held.transplanted_on <= figures.today)
    if not transplanted:
        return None
    evaluable = sorted(step.on for step in one.path)
    end = max(day(figures.today), day(transplanted[0]) + 1.0)
    months = sorted({at.replace(day=1) for at in (*transplanted, *evaluable, figures.today)})
    return Chart(
        name="enrolment",
        title="Recipients over time",
        says=f"{len(transplanted)} recipients were transplanted by {figures.today.isoformat()}, the first on "
        f"{transplanted[0].isoformat()}; {len(evaluable)} of them are evaluable.",
        x=Axis("date", day(transplanted[0]), end, dates=True),
        y=Axis("recipients", 0, len(transplanted), whole=True),
        marks=(
            Steps("transplanted", _climb(transplanted), until=end),
            Steps("evaluable", _climb(evaluable, first=transplanted[0]), Tone.SECOND, until=end),
        ),
        data=Table(
            ("month", "transplanted by its end", "evaluable by its end"),
            tuple((f"{at:%Y-%m}", _by_end(at, transplanted), _by_end(at, evaluable)) for at in months),
            frozenset({1, 2}),
        ),
    )


def _climb(days: Iterable[date], first: date | None = None) -> tuple[Point, ...]:
    """How many by each day; from nobody on where a first day is given."""
    held = list(days)
    start = [(day(first), 0.0)] if first else []
    return (*start, *((day(at), float(sum(other <= at for other in held))) for at in sorted(set(held))))


def _by_end(month: date, days: Iterable[date]) -> str:
    return str(sum((at.year, at.month) <= (month.year, month.month) for at in days))
