"""A page as an e-mail (RFC 5322). Addresses are the sender's."""

from pydantic import Field

from graftwatch.facts import pseudonymous_key
from graftwatch.paging.fitting import cut
from graftwatch.paging.letter import letter
from graftwatch.paging.payloads.form import SOURCE, Payload
from graftwatch.paging.payloads.telling import Told

SUBJECT_LENGTH = 200
"""An e-mail's subject stays readable in a list; RFC 5322 allows 998 octets a line."""


class Letter(Payload):
    """An e-mail without its addresses. `references` are the Message-IDs of the page before, for threading."""

    message_id: str = Field(pattern=r"^<[!-~]+@[!-~]+>$")
    references: tuple[str, ...] = ()
    subject: str = Field(min_length=1, max_length=SUBJECT_LENGTH, pattern=r"^[^\x00-\x1f\x7f]*$")
    text: str


def email_letter(told: Told, person: str = "") -> Letter:
    """The page for an e-mail; each person's mails are a thread of their own."""
    page = told.page
    return Letter(
        message_id=_message_id(page.id, person),
        references=(_message_id(page.previous, person),) if page.previous else (),
        subject=cut(f"[{SOURCE}] {told.words.short}", SUBJECT_LENGTH),
        text=letter(page, told.zone, told.language, told.link_to_acknowledge),
    )


def _message_id(page_id: str, person: str) -> str:
    """The same for the same mail; mail servers drop a second one to the same mailbox."""
    whose = f".{pseudonymous_key(person)}" if person else ""
    return f"<{page_id}{whose}@{SOURCE}.invalid>"
