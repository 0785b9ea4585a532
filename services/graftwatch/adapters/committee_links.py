"""Links to the trial's page: signed, for one audience, with an end.

A token holds the audience and when the link ends, nothing of the trial. It is `value.signature` as the links in pages
are, by the same secret under another salt, one an audience: neither kind of link opens what the other does, and a
token whose audience is changed has no signature.
"""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from itsdangerous import BadSignature, Signer

from graftwatch.committee.audience import Audience

PATH: Final = "committee"
TOKEN_LENGTH: Final = 100
"""Characters; a token has 60. What is longer is none of ours."""

_VALUE: Final = struct.Struct(">BI")  # the audience, the end in seconds since 1970 (until 2106)
_NUMBERS: Final = {Audience.COMMITTEE: 1, Audience.BLINDED: 2}
_AUDIENCES: Final = {number: audience for audience, number in _NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class CommitteeLink:
    """What a token says: for whom, and from when on it works no more (aware)."""

    audience: Audience
    ends_at: datetime


class CommitteeLinks:
    """Makes and reads links.

    Args:
        base_url: links begin with this.
        key: the secret.
    """

    def __init__(self, base_url: str, key: bytes) -> None:
        self._base_url = base_url.rstrip("/")
        self._signers = {audience: _signer(key, audience) for audience in Audience}

    def link(self, audience: Audience, ends_at: datetime) -> str:
        """The link for an audience until a time (aware)."""
        value = _VALUE.pack(_NUMBERS[audience], int(ends_at.timestamp()))
        encoded = base64.urlsafe_b64encode(value).rstrip(b"=")
        return f"{self._base_url}/{PATH}/{self._signers[audience].sign(encoded).decode()}"

    def read(self, token: str) -> CommitteeLink | None:
        """What a token says; None where it is none of ours, or was changed."""
        if len(token) > TOKEN_LENGTH:
            return None
        try:
            encoded = token.rpartition(".")[0].encode("ascii")
            number, ends_at = _VALUE.unpack(
                base64.b64decode(encoded + b"=" * (-len(encoded) % 4), b"-_", validate=True)
            )
            audience = _AUDIENCES[number]
            self._signers[audience].unsign(token)
        except (BadSignature, binascii.Error, struct.error, ValueError, KeyError):
            return None
        return CommitteeLink(audience, datetime.fromtimestamp(ends_at, UTC))


def _signer(key: bytes, audience: Audience) -> Signer:
    salt = f"graftwatch.committee.{audience.value}".encode()
    return Signer(key, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
