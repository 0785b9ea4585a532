"""What the page that checks a message shows; the same is the API's JSON. Nothing of it is kept anywhere."""

from pydantic import Field

from graftwatch.console.messages.code_views import ProposedMapping
from graftwatch.console.messages.message_views import ShownFinding
from graftwatch.findings import Published

MOST_BYTES = 2 * 1024 * 1024
"""Of what is sent to be checked."""


class LintText(Published):
    """What is to be checked: one message or a batch, as text; `feed` is whose settings and codes it is read by."""

    text: str = Field(min_length=1, max_length=MOST_BYTES)
    feed: str = Field("", max_length=200)


class LintedMessage(Published):
    """One message: what is wrong with it, what would be understood, what nobody mapped; `unread`: why it cannot be."""

    offset: int
    control_id: str
    type: str
    charset: str
    unread: str
    findings: tuple[ShownFinding, ...]
    facts: tuple[str, ...]
    unmapped: tuple[str, ...]


class LintedCode(Published):
    """A code that nobody mapped, with a proposal and a line for the feed's codes.csv."""

    code: str
    system: str
    text: str
    count: int
    proposal: ProposedMapping | None


class LintShown(Published):
    """What was found in all that was sent: `messages` of them, `unread` could not be read, `more` are not shown singly.

    `lines` are the proposals as lines of a codes.csv.
    """

    feed: str
    messages: int
    unread: int
    shown: tuple[LintedMessage, ...]
    more: int
    codes: tuple[LintedCode, ...]
    lines: tuple[str, ...]
