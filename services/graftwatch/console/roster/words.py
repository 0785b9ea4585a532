"""The words of the coordinator's pages for what views say by kind: states, fields, faults and notices, in English."""

from collections.abc import Mapping
from typing import Final

from graftwatch.assessment import RecipientState
from graftwatch.console.roster.entry_views import NoticeKind, Outcome, RowFault, RowNotice
from graftwatch.console.roster.views import Change
from graftwatch.console.shell.languages import Words
from graftwatch.console.shell.marked import marked as _
from graftwatch.roster import FaultKind

STATES: Final = {
    RecipientState.BEFORE_TRANSPLANT: _("Before the window"),
    RecipientState.IN_WINDOW: _("In the window"),
    RecipientState.AFTER_WINDOW: _("Window completed"),
    RecipientState.WITHDRAWN: _("Withdrawn"),
    RecipientState.DIED: _("Died"),
}
RISKS: Final = {
    "abo_incompatible": _("ABO-incompatible"),
    "dsa": _("Donor-specific antibodies"),
    "desensitised": _("Desensitised"),
}
FIELDS: Final = {
    "subject": _("Subject"),
    "identifier": _("Patient identifier"),
    "authority": _("Assigning authority"),
    "transplanted_at": _("Transplant"),
    "infused_at": _("Cell infusion"),
    "arm": _("Arm"),
    "born": _("Date of birth"),
    "sex": _("Sex"),
    "risk": _("Immunological risk"),
    "withdrawn_at": _("Withdrawn"),
}
CHANGES: Final = {
    Change.ENROLLED: _("Enrolled"),
    Change.SAID_ANEW: _("Corrected"),
    Change.IDENTIFIER_ADDED: _("Identifier added"),
    Change.WITHDRAWN: _("Withdrawn"),
}
OUTCOMES: Final = {
    Outcome.NEW: _("New"),
    Outcome.CHANGED: _("Changed"),
    Outcome.UNCHANGED: _("Unchanged"),
    Outcome.FAULT: _("Not entered: fault"),
}
FAULTS: Final = {
    FaultKind.EMPTY_FILE: _("The file holds nobody: enter a row for each identifier below the header, and save it."),
    FaultKind.TOO_LARGE: _("The file is too large: %(about)s are the most. Import it in parts."),
    FaultKind.SPREADSHEET: _("This is an Excel workbook. Save it as “CSV UTF-8 (comma delimited)”; choose that file."),
    FaultKind.NOT_TEXT: _("The file is no text in UTF-8 or Shift_JIS. Save it as CSV in UTF-8."),
    FaultKind.NOT_A_TABLE: _("The file is no table of comma-separated values. Save it as CSV again."),
    FaultKind.MISSING_COLUMN: _("This column is missing. The header is: %(about)s"),
    FaultKind.UNKNOWN_COLUMN: _("There is no such column. Remove or rename it."),
    FaultKind.REPEATED_COLUMN: _("This column is there more than once. Keep one of them."),
    FaultKind.TOO_MANY_FIELDS: _("There are more cells than columns. Put a value that holds a comma in quotes."),
    FaultKind.EMPTY: _("This must be filled in."),
    FaultKind.TOO_LONG: _("This is longer than %(about)s characters. Shorten it."),
    FaultKind.UNSEEN: _("This holds a character that cannot be seen, such as a line break. Type it anew."),
    FaultKind.RESERVED: _("This id is reserved for the service's own test message. Choose another one."),
    FaultKind.NO_ADDRESS: _("This id cannot stand in the address of a page. Choose one without “/”, such as S01."),
    FaultKind.SHORTENED: _(
        "A spreadsheet has shortened this number and lost its last digits. Format the column as text; enter it anew."
    ),
    FaultKind.NOT_A_TIME: _("This is no time. Write it like 2026-06-01T09:30 or 2026-06-01T09:30+09:00."),
    FaultKind.YEAR: _("The year is not between 1970 and 2299. Correct it."),
    FaultKind.SKIPPED_HOUR: _("The clocks skip this hour in that night. Correct it."),
    FaultKind.REPEATED_HOUR: _("This hour comes twice in that night. Add the offset, like 2026-10-25T02:30+02:00."),
    FaultKind.NOT_A_DATE: _("This is no date. Write it like 1967-03-21."),
    FaultKind.UNKNOWN_RISK: _("“%(about)s” is not known. Use abo_incompatible, dsa or desensitised, joined by “;”."),
    FaultKind.OTHER_OWNER: _("This identifier belongs to %(about)s already. Correct one of the two."),
    FaultKind.OTHER_TRANSPLANT: _(
        "This subject is enrolled under other identifiers. Correct the subject, or add the identifier on its page."
    ),
    FaultKind.DIFFERS: _("This differs from line %(about)s of the same subject. Write the same in both."),
    FaultKind.ENROLLED_ALREADY: _("%(about)s is enrolled already. Open it to correct what the roster holds."),
    FaultKind.NOT_ENROLLED: _("Nobody of this name is enrolled."),
}
NOTICES: Final = {
    NoticeKind.IN_FUTURE: _("This is in the future. Until then nothing counts for the trial."),
    NoticeKind.INFUSED_BEFORE: _("The infusion is before the transplant."),
    NoticeKind.WITHDRAWN_BEFORE: _("The withdrawal is before the transplant."),
    NoticeKind.BORN_AFTER: _("The date of birth is after the transplant."),
    NoticeKind.FULL_WIDTH: _("This holds full-width characters; laboratories usually send half-width ones."),
    NoticeKind.LEARNT_BY_OTHER: _("Messages say that this identifier is %(about)s's. Is this the same person?"),
}


def fault_words(fault: RowFault, said: Words) -> str:
    """A fault in the page's language."""
    return said.say(FAULTS[fault.kind], about=fault.about)


def notice_words(notice: RowNotice, said: Words) -> str:
    """A notice in the page's language."""
    return said.say(NOTICES[notice.kind], about=notice.about)


WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "states": {one.value: words for one, words in STATES.items()},
    "risks": RISKS,
    "fields": FIELDS,
    "changes": {one.value: words for one, words in CHANGES.items()},
    "outcomes": {one.value: words for one, words in OUTCOMES.items()},
}
"""For templates, by the value of each."""
