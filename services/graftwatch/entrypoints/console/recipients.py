"""One recipient over a data folder."""

from datetime import datetime

from graftwatch.adapters.sqlite.state import SqliteState
from graftwatch.assessment import Assessment
from graftwatch.console.signals.recipient_views import Identifier, RecipientIdentifiers, RecipientView
from graftwatch.entrypoints.cli.trail import MESSAGE
from graftwatch.entrypoints.console.decisions import FolderDecisions
from graftwatch.entrypoints.console.hearing import Escalation
from graftwatch.entrypoints.console.known import Known
from graftwatch.entrypoints.console.open_signals import OpenSigns
from graftwatch.entrypoints.console.pages_told import PagesTold
from graftwatch.entrypoints.console.scrubbing import without_identifiers
from graftwatch.entrypoints.explained import assessed
from graftwatch.paging import Ledger


class FolderRecipients:
    """Reads one recipient; any thread.

    Args:
        known: what the service has concluded and told.
        pages: what was told.
        decisions: what people decided.
    """

    def __init__(self, known: Known, pages: PagesTold, decisions: FolderDecisions) -> None:
        self._known = known
        self._pages = pages
        self._decisions = decisions

    def recipient(self, subject: str, at: datetime | None, escalation: Escalation) -> RecipientView | None:
        """A recipient now, or as known at a time; None where nobody of this name was enrolled by then."""
        folder = self._known.folder
        if not folder.place.state.exists():
            return None
        with folder.connection() as connection:
            look, state = self._known.look_by(connection), SqliteState(connection)
            at = None if at is None or at >= look.as_of else at  # nobody knows yet what is known later
            enrolled = look.recipient(subject)
            if enrolled is None or enrolled.is_heartbeat:
                return None
            assessment = look.assessment(subject)
            if at is not None or assessment is None:
                moment = at or look.as_of
                drawn = assessed(state, folder.protocol, subject, moment, at)
                if drawn is None:
                    return None
                assessment = without_identifiers(drawn, enrolled)
            numbers = state.frame_numbers(subject, _controls(assessment))
        zone, ledger = folder.protocol.zone, look.ledgers.get(subject, Ledger())
        moment = at or look.as_of
        told = [one for one in self._pages.told(subject=subject).pages if at is None or one.decided_at <= at]
        return RecipientView(
            subject=subject,
            as_of=moment,
            known_at=at,
            transplanted_at=enrolled.transplanted_at,
            infused_at=enrolled.infused_at,
            withdrawn_at=enrolled.withdrawn_at,
            post_operative_day=enrolled.post_operative_day(moment.astimezone(zone).date(), zone),
            assessment=assessment,
            open=() if at is not None else tuple(OpenSigns(look, escalation, zone).of(assessment)),
            messages={control: tuple(seqs) for control, seqs in numbers.items()},
            gained_hours=_gained(ledger, at),
            pages=tuple(told),
            decisions=self._decisions.entered(subject, at),
        )

    def identifiers(self, subject: str) -> RecipientIdentifiers | None:
        """What the roster knows of a recipient; None where there is none of this name."""
        enrolled = self._known.look().recipient(subject)
        if enrolled is None:
            return None
        numbers = sorted(enrolled.identifiers)
        return RecipientIdentifiers(
            subject=subject,
            identifiers=tuple(Identifier(value=one.value, authority=one.authority) for one in numbers),
            born=enrolled.born.isoformat() if enrolled.born else "",
            sex=enrolled.sex,
        )


def _controls(assessment: Assessment) -> set[str]:
    """The control ids of the messages that an assessment rests on."""
    grounds = [one.sources for one in assessment.events] + [one.sources for one in assessment.signals]
    return {one.removeprefix(MESSAGE) for sources in grounds for one in sources if one.startswith(MESSAGE)}


def _gained(ledger: Ledger, at: datetime | None) -> dict[str, float]:
    return {
        one.signal: one.gained_seconds / 3600
        for one in ledger.stories
        if one.gained_seconds is not None and (at is None or one.told[-1].at <= at)
    }
