"""`graftwatch send`: an MLLP client that says what each message was answered, and how long that took."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import click

from graftwatch.adapters.mllp.client import Answer, MllpClient
from graftwatch.adapters.mllp.client_tls import client_context
from graftwatch.entrypoints.cli.inputs import messages_of
from graftwatch.entrypoints.cli.output import json_option, note, print_json, progress, say
from graftwatch.entrypoints.cli.parameters import ADDRESS, Address

MILLISECONDS = 1000.0
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
POSITIVE = click.FloatRange(min=0, min_open=True)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--to", "address", type=ADDRESS, required=True, help="The listener.")
@click.option("--window", type=click.IntRange(min=1), default=1, show_default=True, help="Messages in flight at most.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    help="Seconds to wait for an answer.",
)
@click.option("--tls", is_flag=True, help="Speak TLS.")
@click.option(
    "--ca",
    type=FILE,
    help="Authorities of the listener's certificate; default: the system's.",
)
@click.option("--cert", type=FILE, help="Our own certificate, where the listener asks for one.")
@click.option("--key", type=FILE, help="The certificate's key.")
@click.option("--server-name", help="Name in the listener's certificate, where it is not the host of --to.")
@click.option("--insecure", is_flag=True, help="Do not check the listener's certificate: for trying out only.")
@json_option
def command(
    *,
    paths: tuple[Path, ...],
    address: Address,
    window: int,
    timeout: float,
    tls: bool,
    ca: Path | None,
    cert: Path | None,
    key: Path | None,
    server_name: str | None,
    insecure: bool,
    as_json: bool,
) -> None:
    """Sends files, batches or folders of messages over MLLP and prints each answer with its round-trip time.

    Example: graftwatch send feed/ --to 127.0.0.1:2575 --window 20

    Over mutual TLS: --tls --ca hospital-ca.pem --cert laboratory.pem --key laboratory.key
    """
    if (ca or cert or key or server_name or insecure) and not tls:
        raise click.UsageError("--ca, --cert, --key, --server-name and --insecure belong to --tls")
    if key and not cert:
        raise click.UsageError("--key belongs to --cert: the key alone shows nothing")
    context = client_context(ca, cert, key, insecure=insecure) if tls else None
    sent = Sent()
    with MllpClient(
        address.host, address.port, window=window, timeout_seconds=timeout, tls=context, server_name=server_name
    ) as client:
        for answer in progress(client.send(sent.messages(paths)), "sending"):
            sent.take(answer)
            if not as_json:
                say(_line(answer))
    if as_json:
        print_json(sent.document())
    else:
        say(sent.summary())
    raise SystemExit(0 if sent.all_accepted else 1)


def _line(answer: Answer) -> str:
    own = answer.answered_id == answer.control_id
    about = "" if own else f"  answers {answer.answered_id or 'no message'} instead"
    milliseconds = answer.seconds * MILLISECONDS
    return f"{answer.code or '??':<3} {answer.control_id:<24} {milliseconds:8.2f} ms  {answer.text}{about}".rstrip()


@dataclass(slots=True)
class Sent:
    """What was sent and answered."""

    answers: list[Answer] = field(default_factory=list)
    not_messages: int = 0

    def messages(self, paths: tuple[Path, ...]) -> Iterator[bytes]:
        """The messages of the paths; bytes that are none are told and left out."""
        for one in messages_of(paths):
            if one.is_message:
                yield one.content
            else:
                self.not_messages += 1
                note(f"{one.file}, byte {one.offset}: {len(one.content)} bytes belong to no message; not sent")

    def take(self, answer: Answer) -> None:
        """Notes an answer."""
        self.answers.append(answer)

    @property
    def accepted(self) -> int:
        """Messages that were accepted by an answer that names them."""
        return sum(one.accepted for one in self.answers)

    @property
    def all_accepted(self) -> bool:
        """Whether everything that was given was taken."""
        return self.accepted == len(self.answers) and not self.not_messages

    def milliseconds(self) -> dict[str, float]:
        """Round-trip times: median, 99th percentile, longest."""
        times = sorted(one.seconds * MILLISECONDS for one in self.answers)
        if not times:
            return {}
        cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
        return {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3), "max": round(times[-1], 3)}

    def document(self) -> dict[str, object]:
        """The result for machines."""
        return {
            "sent": len(self.answers),
            "accepted": self.accepted,
            "not_messages": self.not_messages,
            "round_trip_ms": self.milliseconds(),
            "answers": [
                {
                    "control_id": one.control_id,
                    "code": one.code,
                    "answered_id": one.answered_id,
                    "text": one.text,
                    "ms": round(one.seconds * MILLISECONDS, 3),
                }
                for one in self.answers
            ],
        }

    def summary(self) -> str:
        """The result for people."""
        times = ", ".join(f"{name} {value:.2f} ms" for name, value in self.milliseconds().items())
        return f"{self.accepted} of {len(self.answers)} messages accepted" + (f"; round trip {times}" if times else "")
