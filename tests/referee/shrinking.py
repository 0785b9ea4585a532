"""Makes a history small while its difference stays: drops what can be dropped, one part after the other."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.referee.history import History

PARTS = ("sites", "conditions", "lines", "counts", "signs", "temperatures", "stays", "bloods")


def shrunk(history: History, differs: Callable[[History], bool]) -> History:
    """The smallest history found that still differs."""
    while True:
        for smaller in _smaller(history):
            if differs(smaller):
                history = smaller
                break
        else:
            return history


def _smaller(history: History) -> Iterator[History]:
    for part in PARTS:
        values = getattr(history, part)
        for index in range(len(values)):
            yield replace(history, **{part: (*values[:index], *values[index + 1 :])})
    if history.born is not None:
        yield replace(history, born=None)
    for index, blood in enumerate(history.bloods):
        for reports in _fewer(blood.reports):
            less = replace(blood, reports=reports)
            yield replace(history, bloods=(*history.bloods[:index], less, *history.bloods[index + 1 :]))


def _fewer(reports: tuple) -> Iterator[tuple]:
    if len(reports) > 1:
        yield reports[1:]
        yield reports[:-1]
    last = reports[-1]
    if len(last.found) > 1:
        for index in range(len(last.found)):
            yield (*reports[:-1], replace(last, found=(*last.found[:index], *last.found[index + 1 :])))
