"""What is wrong with a cell of a roster file: where, what kind of fault, and the mend in words.

The words never repeat an identifier or a birth date. Forms and tables say the kind in their own words, beside the cell.
"""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What kind of fault it is."""

    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    SPREADSHEET = "spreadsheet"
    NOT_TEXT = "not_text"
    NOT_A_TABLE = "not_a_table"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    REPEATED_COLUMN = "repeated_column"
    TOO_MANY_FIELDS = "too_many_fields"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNSEEN = "unseen"
    RESERVED = "reserved"
    NO_ADDRESS = "no_address"
    SHORTENED = "shortened"
    NOT_A_TIME = "not_a_time"
    YEAR = "year"
    SKIPPED_HOUR = "skipped_hour"
    REPEATED_HOUR = "repeated_hour"
    NOT_A_DATE = "not_a_date"
    UNKNOWN_RISK = "unknown_risk"
    OTHER_OWNER = "other_owner"
    OTHER_TRANSPLANT = "other_transplant"
    DIFFERS = "differs"
    ENROLLED_ALREADY = "enrolled_already"
    NOT_ENROLLED = "not_enrolled"


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault at its place.

    Attributes:
        line: of the file, from 1; 0 where there is no file.
        column: its name; empty where the whole line is at fault.
        kind: what is wrong.
        words: what is wrong and the mend, as the command line says it.
        about: whom or what it names: the other subject, the other line, the unknown word.
    """

    line: int
    column: str
    kind: FaultKind
    words: str
    about: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}" if self.line else self.words
