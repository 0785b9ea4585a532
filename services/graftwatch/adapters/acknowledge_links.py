"""Links by which one receiver acknowledges one page: signed, with an end, and the same each time a delivery is made.

A token holds the page's id, who was told through what, in which language, and when the link ends; no subject and no
identifier. It is `value.signature`, both in base64url: HMAC-SHA256 over the value under a key of the data folder
(itsdangerous' Signer with its own salt; RFC 2104, RFC 4648 section 5). Whether it was used is not the token's to say.
"""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, Signer

from graftwatch.pipeline.channels import Address
from graftwatch.pipeline.outbox import Delivery, delivery_id

PATH: Final = "acknowledge"
TOKEN_LENGTH: Final = 300
"""Characters; a token of the longest channel and person names has 180. What is longer is none of ours."""

_HEAD: Final = struct.Struct(">8sI2s")  # the page's id, the end in seconds since 1970 (until 2106), the language
_BETWEEN: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says.

    Attributes:
        page: the page's id.
        channel: the channel that the page went through.
        person: the key of who was told; empty for whoever the channel tells.
        language: the language to show it in; empty: the protocol's.
        ends_at: from when on it works no more (aware).
    """

    page: str
    channel: str
    person: str
    language: str
    ends_at: datetime

    @property
    def key(self) -> str:
        """What makes its acknowledgement the same when it comes again: one a delivery, in whatever language."""
        return f"link-{delivery_id(self.page, Address(self.channel, self.person))}"


class AcknowledgeLinks:
    """Makes and reads links.

    Args:
        base_url: links begin with this.
        key: the data folder's secret.
        lasting: so long after its delivery was decided a link works.
    """

    def __init__(self, base_url: str, key: bytes, lasting: timedelta) -> None:
        self._base_url = base_url.rstrip("/")
        self._signer = Signer(key, salt=b"graftwatch.acknowledge", key_derivation="hmac", digest_method=hashlib.sha256)
        self._lasting = lasting

    def link(self, delivery: Delivery, language: str = "") -> str:
        """The link of a delivery: the same for the same delivery and language."""
        ends_at = int((delivery.added_at + self._lasting).timestamp())
        head = _HEAD.pack(bytes.fromhex(delivery.page.id), ends_at, language.encode().ljust(2, b"\0"))
        value = head + _BETWEEN.join((delivery.channel, delivery.person)).encode()
        encoded = base64.urlsafe_b64encode(value).rstrip(b"=")
        return f"{self._base_url}/{PATH}/{self._signer.sign(encoded).decode()}"

    def read(self, token: str) -> Link | None:
        """What a token says; None where it is none of ours, or was changed."""
        if len(token) > TOKEN_LENGTH:
            return None
        try:
            encoded = self._signer.unsign(token)
            value = base64.b64decode(encoded + b"=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
            page, ends_at, language = _HEAD.unpack_from(value)
            channel, person = value[_HEAD.size :].decode().split(_BETWEEN)
        except (BadSignature, binascii.Error, struct.error, ValueError):
            return None
        ends = datetime.fromtimestamp(ends_at, UTC)
        return Link(page.hex(), channel, person, language.rstrip(b"\0").decode(), ends)
