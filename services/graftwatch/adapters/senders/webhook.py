"""A webhook: the page as JSON, signed so that the receiver knows whose it is and that it is fresh.

Headers: `X-Graftwatch-Timestamp`, seconds since 1970; `X-Graftwatch-Signature`, `v1=` and the hexadecimal
HMAC-SHA256 of timestamp, a full stop, and the body's bytes under the shared secret; `Idempotency-Key`, the delivery's
id, the same when a delivery is repeated. A receiver refuses what is older than some minutes and compares
signatures in constant time. A person's own address is a URL, signed under the same secret.
"""

import hashlib
import hmac
from datetime import datetime

from graftwatch.adapters.senders.http import HttpClient
from graftwatch.paging.payloads import notification
from graftwatch.pipeline.sender import Answer, Dispatch

TIMESTAMP = "X-Graftwatch-Timestamp"
SIGNATURE = "X-Graftwatch-Signature"
IDEMPOTENCY_KEY = "Idempotency-Key"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body sent at a time."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"v1={digest}"


class WebhookSender:
    """Posts signed pages."""

    def __init__(self, client: HttpClient, url: str, secret: str) -> None:
        self._client = client
        self._url = url
        self._secret = secret

    async def send(self, dispatch: Dispatch, now: datetime) -> Answer:
        """Posts the page."""
        delivery = dispatch.delivery
        told = notification(
            dispatch.page, delivery.id, person=delivery.person, acknowledge_link=dispatch.acknowledge_link
        )
        body = told.model_dump_json().encode()
        timestamp = str(int(now.timestamp()))
        headers = {
            TIMESTAMP: timestamp,
            SIGNATURE: signature(self._secret, timestamp, body),
            IDEMPOTENCY_KEY: delivery.id,
        }
        return await self._client.posted(dispatch.address or self._url, body, headers, now)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()
