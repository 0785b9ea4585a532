"""What a person's verdict on an event changes: a second run over the same histories, with verdicts given at its end.

A verdict names an event by the id of the first run and holds for all blood drawn until then, so that nothing but that
event changes: refuted and contaminant take it away, secondary to a site has neither criterion nor timeframe nor line,
confirmed leaves it as it was.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.referee.comparison import Difference, service_said, verdict_of
from tests.referee.door import Report, assessed
from tests.referee.history import History
from tests.referee.verdict import Verdict

GIVEN = "2031-06-01T10:00:00+09:00"
"""After all blood of every history."""
WORDS = ("refuted", "contaminant", "secondary", "confirmed")
SITE = "UTI"
EVERY = 3
"""Every so many recipients with an event have one of their events judged."""


def adjudicated_differences(report: Report, histories: dict[str, History]) -> Iterator[tuple[str, Difference]]:
    """By subject, what the second run says and the verdict does not mean.

    Args:
        report: of the first run, whose ids the verdicts name.
        histories: by subject.
    """
    judged = dict(_judged(report, histories))
    if not judged:
        return
    verdicts = [_decision(subject, event, word) for subject, (event, word) in judged.items()]
    again = assessed({one: histories[one] for one in judged}, adjudications=verdicts)
    for subject, (event, word) in judged.items():
        before, after = (service_said(one, subject).infections for one in (report, again))
        wanted = _without_window((before - {verdict_of(event)}) | _left_of(event, word))
        if _without_window(after) != wanted:
            said, meant = _without_window(after) - wanted, wanted - _without_window(after)
            yield subject, Difference(f"adjudicated {word}", tuple(said), tuple(meant))


def _judged(report: Report, histories: dict[str, History]) -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    for recipient in report["recipients"]:
        random = Random(histories[recipient["subject"]].writing)
        primary = [one for one in recipient["events"] if one["status"] == "confirmed" and one["criterion"]]
        if primary and random.randrange(EVERY) == 0:
            yield recipient["subject"], (random.choice(primary), random.choice(WORDS))


def _decision(subject: str, event: dict[str, Any], word: str) -> dict[str, Any]:
    note = {"note": SITE} if word == "secondary" else {}
    return {"type": "adjudicate", "subject": subject, "at": GIVEN, "event": event["id"], "verdict": word, **note}


def _left_of(event: dict[str, Any], word: str) -> frozenset[Verdict]:
    if word in {"refuted", "contaminant"}:
        return frozenset()
    if word == "secondary":
        none = {"criterion": None, "repeat_infection_timeframe": None, "central_line_associated": None}
        return frozenset({verdict_of({**event, **none, "secondary_to": SITE})})
    return frozenset({verdict_of(event)})


def _without_window(verdicts: frozenset[Verdict]) -> frozenset[Verdict]:
    """Without the window, of which the contract says nothing for a secondary event."""
    return frozenset(one.with_window(None) for one in verdicts)
