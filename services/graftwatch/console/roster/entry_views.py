"""What people enter in the roster, what comes of it, and what is wrong with it; the same is the API's JSON."""

from enum import StrEnum
from typing import Final

from pydantic import Field

from graftwatch.console.roster.views import FieldChange
from graftwatch.findings import Published
from graftwatch.roster import CELL_LENGTH, FaultKind


class NoticeKind(StrEnum):
    """What may be right and looks wrong."""

    IN_FUTURE = "in_future"
    INFUSED_BEFORE = "infused_before"
    WITHDRAWN_BEFORE = "withdrawn_before"
    BORN_AFTER = "born_after"
    FULL_WIDTH = "full_width"
    LEARNT_BY_OTHER = "learnt_by_other"


_LONGEST: Final = CELL_LENGTH + 1
"""One more than a cell may have, so that the reader says that it is too long."""


class Cells(Published):
    """The cells of a row of roster.csv, as text; times local ones in the trial's zone unless they state an offset."""

    subject: str = Field(default="", max_length=_LONGEST)
    identifier: str = Field(default="", max_length=_LONGEST)
    authority: str = Field(default="", max_length=_LONGEST)
    transplanted_at: str = Field(default="", max_length=_LONGEST)
    infused_at: str = Field(default="", max_length=_LONGEST)
    arm: str = Field(default="", max_length=_LONGEST)
    born: str = Field(default="", max_length=_LONGEST)
    sex: str = Field(default="", max_length=_LONGEST)
    risk: str = Field(default="", max_length=_LONGEST)
    withdrawn_at: str = Field(default="", max_length=_LONGEST)


class RowFault(Published):
    """What is wrong: the line (0 where there is no file) and column, the kind, and the mend in words.

    `about` is what it names: another subject, another line, an unknown word.
    """

    line: int
    column: str
    kind: FaultKind
    words: str
    about: str = ""


class RowNotice(Published):
    """What may be right and looks wrong, at its line and column; `about` names another subject."""

    line: int
    column: str
    kind: NoticeKind
    about: str = ""


class Outcome(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULT = "fault"


class PlanRow(Published):
    """A row of the file and what would become of it.

    `cells` are those that are shown; identifier, authority and birth date are `hidden`, named where they are filled.
    """

    line: int
    subject: str
    outcome: Outcome
    cells: dict[str, str]
    hidden: tuple[str, ...]
    changes: tuple[FieldChange, ...] = ()
    faults: tuple[RowFault, ...] = ()
    notices: tuple[RowNotice, ...] = ()


class ImportPlan(Published):
    """What an import would do.

    Attributes:
        encoding: how the file was read, such as "UTF-8".
        new, changed, unchanged: recipients, not rows.
        faults: all of them; where there is one, nothing can be entered.
        rows: in the file's order.
        digest: of what was shown; given with the import, nothing else is entered than what was seen.
    """

    encoding: str
    new: int
    changed: int
    unchanged: int
    faults: tuple[RowFault, ...]
    rows: tuple[PlanRow, ...]
    digest: str


class Done(Published):
    """What was entered.

    Attributes:
        subjects: whom it is about.
        changes: entries that were made.
        unchanged: those that would have changed nothing.
        handled: whether detection has taken them up already.
        earlier_messages: earlier messages that were found to be about them; None where that is not known yet.
    """

    subjects: tuple[str, ...]
    changes: int
    unchanged: int
    handled: bool
    earlier_messages: int | None = None


class NotTaken(Exception):  # noqa: N818 - said as a state
    """Nothing was entered; `faults` says why, or `moved` that the roster changed since it was looked at."""

    def __init__(
        self, faults: tuple[RowFault, ...] = (), notices: tuple[RowNotice, ...] = (), *, moved: bool = False
    ) -> None:
        super().__init__("; ".join(one.words for one in faults) or "the roster has changed meanwhile")
        self.faults = faults
        self.notices = notices
        self.moved = moved
