"""Channels in front of real receivers on loopback: settings, and a sender with its receiver."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from graftwatch.adapters.senders.settings import ChannelSettings, EmailChannel
from graftwatch.paging import Page
from graftwatch.pipeline.outbox import Delivery
from graftwatch.pipeline.sender import Dispatch, Sender
from paging_builders import FOUR_IN_THE_AFTERNOON
from receivers import Answer, HttpReceiver, MailReceiver

NOW = FOUR_IN_THE_AFTERNOON
TOKYO = ZoneInfo("Asia/Tokyo")
ROUTING_KEY = "R0UT1NGKEY0123456789"
SECRET = "a shared secret of some length"  # noqa: S105 - invented
API_KEY = "eb243592-faa2-4ba2-a551-1afdf565c889"
TOKEN = "t0ken0fS0meLength"  # noqa: S105 - invented
SHORT_TIMEOUT_SECONDS = 1.0
CHANNEL: TypeAdapter[ChannelSettings] = TypeAdapter(ChannelSettings)


@dataclass
class FolderReceiver:
    """A file in a folder that can be missing."""

    path: Path
    answers: list[Answer] = field(default_factory=list)

    def will(self, *answers: Answer) -> None:
        self.answers.extend(answers)

    def received(self) -> list[str]:
        return self.path.read_text().splitlines()


Receiver = HttpReceiver | MailReceiver | FolderReceiver


@dataclass
class Bench:
    """A channel's sender in front of its receiver."""

    sender: Sender
    receiver: Receiver

    async def sends(self, one: Page, **fields: str) -> object:
        if isinstance(self.receiver, FolderReceiver):
            return await self._sends_to_folder(self.receiver, one)
        return await self.sender.send(Dispatch(Delivery(one, "channel", NOW, NOW), **fields), NOW)

    async def _sends_to_folder(self, receiver: FolderReceiver, one: Page) -> object:
        """A folder says "not now" by not being there."""
        missing = receiver.answers.pop(0) is Answer.LATER if receiver.answers else False
        folder, away = receiver.path.parent, receiver.path.parent.with_name("away")
        if missing:
            folder.rename(away)
        answer = await self.sender.send(Dispatch(Delivery(one, "channel", NOW, NOW)), NOW)
        if missing:
            away.rename(folder)
        return answer


def settings_of(kind: str, url: str, **fields: object) -> ChannelSettings:
    """The settings of a channel of this kind whose receiver is at a URL."""
    own: dict[str, dict[str, object]] = {
        "pagerduty": {"routing_key": ROUTING_KEY, "endpoint": f"{url}/v2/enqueue"},
        "opsgenie": {"api_key": API_KEY, "endpoint": url},
        "webhook": {"url": f"{url}/pages", "secret": SECRET},
        "slack": {"url": f"{url}/services/{TOKEN}"},
        "teams": {"url": f"{url}/workflows/{TOKEN}?sig={TOKEN}"},
        "alertmanager": {"urls": [url]},
        "apprise": {"urls": [f"{url.replace('http', 'json')}/notify/{TOKEN}"]},
        "sms": {"kind": "apprise", "form": "sms", "urls": [sms_gateway(url)]},
    }
    common = {"kind": kind, "name": kind, "timeout_seconds": SHORT_TIMEOUT_SECONDS}
    return CHANNEL.validate_python({**common, **own[kind], **fields})


def sms_gateway(url: str, number: str = "15551234567") -> str:
    """A gateway in the hospital's own net, as Apprise names it."""
    return f"{url.replace('http', 'smseagle')}".replace("//", f"//{TOKEN}@") + f"/{number}"


def pagerduty(url: str) -> ChannelSettings:
    return settings_of("pagerduty", url)


def webhook(url: str) -> ChannelSettings:
    return settings_of("webhook", url)


def email(port: int, **fields: object) -> EmailChannel:
    settings = {
        "name": "mail",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "graftwatch@hospital.example",
        "recipients": ["icn@hospital.example", "oncall@hospital.example"],
        "timeout_seconds": SHORT_TIMEOUT_SECONDS,
        **fields,
    }
    return EmailChannel.model_validate(settings)
