"""Which on-call file a command is about, and what else is known of it: the settings' channels, the protocol's steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.on_call_files import read_on_call
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings
from graftwatch.entrypoints.wiring import channel_names, protocol_of
from graftwatch.on_call import Rota

# A year is as far as anybody plans a rota.
MOST_DAYS = 366
DAYS = click.IntRange(1, MOST_DAYS)

Function = TypeVar("Function", bound=Callable[..., object])


def file_option(function: Function) -> Function:
    """The option that says which file."""
    option = click.option(
        "--file", type=click.Path(path_type=Path), help="The on-call file; default: the settings' one."
    )
    return option(function)


@dataclass(frozen=True, slots=True)
class OnCallPlace:
    """An on-call file.

    Attributes:
        path: the file.
        settings: the settings in force.
    """

    path: Path
    settings: Settings

    @classmethod
    def of(cls, file: Path | None, data: Path | None, config: Path | None) -> "OnCallPlace":
        """The file that is named, else the settings' one.

        Raises:
            InputFault: neither names one.
        """
        settings = StartOptions(config=config, data=data).settings()
        path = file or settings.on_call
        if path is None:
            raise InputFault("no on-call file: name one, or give --config with settings that have `on_call`")
        return cls(path, settings)

    @property
    def channels(self) -> list[str] | None:
        """The names of the settings' channels; None where nothing was set."""
        return channel_names(self.settings) if self.settings.channels else None

    def rota(self) -> Rota:
        """The rota.

        Raises:
            OnCallFileError: with every fault.
        """
        _, rota = read_on_call(self.path, self.channels)
        return rota

    def escalation_faults(self, rota: Rota) -> Iterator[str]:
        """The names of the protocol's escalation that are nothing: no duty, no person, no channel."""
        names = {*rota.file.duties, *rota.file.people, *channel_names(self.settings)}
        protocol = protocol_of(self.settings)
        named = [(f"paging.escalation.{n}.to", step.to) for n, step in enumerate(protocol.paging.escalation)]
        for place, called in (*named, ("committee.contact", protocol.committee.contact)):
            for name in called:
                if name not in names:
                    known = f"known: {', '.join(sorted(names))}"
                    yield f"protocol: `{place}`: {name} is no duty, person or channel; {known}"
