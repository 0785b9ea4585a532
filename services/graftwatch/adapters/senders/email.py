"""E-mail over SMTP, with TLS after connecting or from the start.

A person's own address is an e-mail address.

A repeated delivery has the same Message-ID, and a page answers the one before it, so that a story is one thread.
A mail server's 4xx is asked again later, its 5xx never. Where it takes some addresses and not others the page
counts as delivered, and the note says so.
"""

import asyncio
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

import aiosmtplib

from graftwatch.adapters.senders.certificates import distrust
from graftwatch.adapters.senders.telling import Teller
from graftwatch.paging.payloads import email_letter
from graftwatch.pipeline.sender import Accepted, Answer, Dispatch, Refused, Unavailable

PERMANENT = 500
"""SMTP reply codes from here on say: not in this form, not to this address, not from you."""


ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where and as whom to hand in mail."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    certificates: Path | None
    username: str
    password: str
    timeout: timedelta


class EmailSender:
    """Sends plain-text mail; a connection for each, since pages are rare."""

    def __init__(self, server: MailServer, sender: str, recipients: tuple[str, ...], teller: Teller) -> None:
        self._server = server
        self._sender = sender
        self._recipients = recipients
        self._teller = teller

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Sends the page."""
        recipients = (dispatch.address,) if dispatch.address else self._recipients
        if not all(ADDRESS.fullmatch(one) for one in recipients):
            return Refused("the address is no e-mail address")
        try:
            async with asyncio.timeout(self._server.timeout.total_seconds()):
                refused = await self._hand_in(self.message(dispatch, recipients, now))
        except aiosmtplib.SMTPRecipientsRefused as fault:
            return _refused({one.recipient: one.code for one in fault.recipients})
        except aiosmtplib.SMTPResponseException as fault:
            return _answered(fault.code)
        except (TimeoutError, aiosmtplib.SMTPTimeoutError):
            return Unavailable("no answer in time")
        except (aiosmtplib.SMTPException, OSError) as fault:
            untrusted = distrust(fault)
            if untrusted:
                return Unavailable(f"the mail server's certificate is not trusted: {untrusted}")
            return Unavailable(f"cannot reach the mail server ({type(fault).__name__})")
        return Accepted(f"{len(refused)} of {len(recipients)} addresses were refused" if refused else "")

    async def close(self) -> None:
        """Nothing is held open."""

    def message(self, dispatch: Dispatch, recipients: Sequence[str], now: datetime) -> EmailMessage:
        """The mail of a dispatch."""
        letter = email_letter(self._teller.told(dispatch), dispatch.delivery.person)
        mail = EmailMessage()
        mail["From"] = self._sender
        mail["To"] = ", ".join(recipients)
        mail["Subject"] = letter.subject
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = letter.message_id
        for reference in letter.references:
            mail["In-Reply-To"] = reference
            mail["References"] = reference
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        return mail

    async def _hand_in(self, mail: EmailMessage) -> dict[str, aiosmtplib.SMTPResponse]:
        server = self._server
        refused, _ = await aiosmtplib.send(
            mail,
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password or None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=_tls(server),
            timeout=server.timeout.total_seconds(),
        )
        return refused


def _tls(server: MailServer) -> ssl.SSLContext | None:
    if server.security == "none":
        return None
    return ssl.create_default_context(cafile=server.certificates)


def _refused(codes: dict[str, int]) -> Answer:
    said = f"every address was refused ({', '.join(str(code) for code in sorted(set(codes.values())))})"
    return Refused(said) if all(code >= PERMANENT for code in codes.values()) else Unavailable(said)


def _answered(code: int) -> Answer:
    said = f"the mail server answered {code}"
    return Refused(said) if code >= PERMANENT else Unavailable(said)
