"""What the coordinator's pages show; the same is the API's JSON.

Pseudonymous subject ids only, unless somebody who may asks for identifiers, which is recorded.
"""

from datetime import date, datetime
from enum import StrEnum

from graftwatch.assessment import RecipientState
from graftwatch.findings import Published
from graftwatch.roster import LearntFrom


class HeldIdentifier(Published):
    """A patient identifier, who assigned it (PID-3.4), and the message it was learnt from, where nobody entered it."""

    identifier: str
    authority: str
    learnt_from: LearntFrom | None = None


class Enrolled(Published):
    """A recipient on the roster.

    Attributes:
        subject: pseudonymous subject id.
        transplanted_at, infused_at, withdrawn_at: aware; None where nobody entered one.
        arm: the trial's arm, empty where none was entered.
        sex: as the roster has it.
        risk: attributes of immunological risk.
        state: where the recipient stands now.
        post_operative_day: of today; negative before the transplant.
        window_from, window_to: first and last calendar day of the endpoint window, both inside.
        window_day, window_days: the day of the window that today is, counted from 1 and within it, of how many.
        open_signals: signals that ask for somebody.
        missing: things that are missing of the recipient's data; None where nobody has counted them yet.
        contested_with: subjects that messages say are the same person; the subject itself: too many identifiers.
        identifiers, born: None unless they were asked for.
    """

    subject: str
    transplanted_at: datetime
    infused_at: datetime | None
    arm: str
    sex: str
    risk: tuple[str, ...]
    withdrawn_at: datetime | None
    state: RecipientState
    post_operative_day: int
    window_from: date
    window_to: date
    window_day: int
    window_days: int
    open_signals: int
    missing: int | None
    contested_with: tuple[str, ...] = ()
    identifiers: tuple[HeldIdentifier, ...] | None = None
    born: date | None = None


class RosterList(Published):
    """Who is enrolled as of a time (aware), by subject; `counts` is by state, of everybody whatever is listed."""

    as_of: datetime
    enrolled: int
    counts: dict[RecipientState, int]
    recipients: tuple[Enrolled, ...]


class Change(StrEnum):
    """What an entry of the roster did."""

    ENROLLED = "enrolled"
    SAID_ANEW = "said_anew"
    IDENTIFIER_ADDED = "identifier_added"
    WITHDRAWN = "withdrawn"


class FieldChange(Published):
    """A field as it was and as it is since; empty is none. Identifiers and birth dates are not shown: `hidden`.

    Times are local to the trial's zone.
    """

    field: str
    old: str = ""
    new: str = ""
    hidden: bool = False


class HistoryItem(Published):
    """An entry of the roster: its number in the journal, since when it is known, what it did, and by whom.

    `by` is empty where it was entered at the command line; `waiting` where detection has not read it yet.
    """

    seq: int
    known_at: datetime
    by: str
    change: Change
    fields: tuple[FieldChange, ...]
    waiting: bool = False


class RosterRecipient(Published):
    """One recipient with the history.

    Attributes:
        recipient: as on the list.
        version: changes whenever the recipient's entries do; who corrects says which one they saw.
        identifiers_held: how many identifiers there are.
        learnt_from: the messages that taught some of them.
        born_known: whether a birth date was entered.
        history: oldest first.
        earlier_messages: messages that came before they were known to be this recipient's, and count now.
        still_searching: whether the search for those goes on.
    """

    recipient: Enrolled
    version: str
    identifiers_held: int
    learnt_from: tuple[LearntFrom, ...]
    born_known: bool
    history: tuple[HistoryItem, ...]
    earlier_messages: int
    still_searching: bool


class RosterOrder(StrEnum):
    """By what the list is ordered."""

    SUBJECT = "subject"
    TRANSPLANT = "transplant"
    WINDOW = "window"
    SIGNALS = "signals"
    MISSING = "missing"


class RosterQuery(Published):
    """Who is listed, and in which order."""

    subject: str = ""
    state: RecipientState | None = None
    risk: str = ""
    order: RosterOrder = RosterOrder.SUBJECT
    descending: bool = False
