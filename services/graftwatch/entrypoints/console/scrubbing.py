"""Assessments as pages show them: without what the roster knows of a patient, whatever a laboratory wrote.

Laboratory words that stand for nothing known stay, unlike in a page: whoever has to decide which organism they mean
must read them, behind a sign-in. A number of six digits or more is struck out, as in a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graftwatch.assessment import Assessment
from graftwatch.facts import Fact, MicrobiologyReport, Statement
from graftwatch.findings import Event, Signal
from graftwatch.paging import Scrub, private_words
from graftwatch.roster import Recipient


def without_identifiers(assessment: Assessment, recipient: Recipient | None) -> Assessment:
    """The assessment with every text scrubbed; `recipient` None: of one who is not enrolled any more."""
    scrub = Scrub.of(private_words(recipient) if recipient else ())
    return assessment.model_copy(
        update={
            "events": tuple(_event(one, scrub) for one in assessment.events),
            "signals": tuple(_signal(one, scrub) for one in assessment.signals),
            "refused_decisions": _all(assessment.refused_decisions, scrub),
        }
    )


def shown_facts(facts: Iterable[Fact[Statement]], recipient: Recipient) -> Iterator[Fact[Statement]]:
    """The facts with a laboratory's words scrubbed, for a picture of them; what they mean stays as it is."""
    scrub = Scrub.of(private_words(recipient))
    for one in facts:
        said = one.statement
        if isinstance(said, MicrobiologyReport) and said.isolates:
            isolates = tuple(
                replace(each, reported=scrub(each.reported), quantity=each.quantity and scrub(each.quantity))
                for each in said.isolates
            )
            yield replace(one, statement=replace(said, isolates=isolates))
        else:
            yield one


def _event(event: Event, scrub: Scrub) -> Event:
    organisms = tuple(one.model_copy(update={"name": scrub(one.name)}) for one in event.organisms)
    texts = {name: _all(getattr(event, name), scrub) for name in ("elements", "missing", "explanation")}
    return event.model_copy(update={"organisms": organisms, **texts})


def _signal(signal: Signal, scrub: Scrub) -> Signal:
    lines = {name: scrub(getattr(signal, name)) for name in ("summary", "reason", "closed_because", "asks")}
    lists = {name: _all(getattr(signal, name), scrub) for name in ("organisms", "elements", "missing")}
    return signal.model_copy(update={**lines, **lists})


def _all(texts: tuple[str, ...], scrub: Scrub) -> tuple[str, ...]:
    return tuple(scrub(one) for one in texts)
