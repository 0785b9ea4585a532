"""What a role of the Kafka engine is to whoever runs it; each role is one file of this folder with a function `role`.

A role's module is imported only where the role runs, so that a gateway does not load what a detector needs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

from starlette.routing import Route

from graftwatch.console.app import ServiceView
from graftwatch.entrypoints.console_door import ConsoleDoor
from graftwatch.entrypoints.options import RoleName, StartOptions
from graftwatch.entrypoints.settings import Settings


@dataclass(frozen=True, slots=True)
class RoleStart:
    """What a role is made of.

    Attributes:
        settings: the settings in force.
        options: what the process was started with, for a process that the role starts itself.
        lock: the descriptor of the data folder's lock; a process that the role starts holds it open, too.
    """

    settings: Settings
    options: StartOptions
    lock: int


class Role(ServiceView, Protocol):
    """One role's work. It is made without any contact to the cluster; that begins with `start`.

    What `ServiceView` asks is asked only after `start` has returned. `waits_for_cluster`: `start` is called only once
    the cluster answers and is as it must be; a gateway listens before that and says why it takes nothing.
    """

    waits_for_cluster: bool

    def routes(self) -> Sequence[Route]:
        """What it serves over HTTP besides health and metrics."""
        ...

    async def start(self) -> Mapping[str, object]:
        """Begins; gives what the ready line says of it, such as `mllp`.

        Raises:
            ClusterUnavailable: the cluster went away meanwhile; it is called again.
        """
        ...

    async def run(self) -> None:
        """Works until it is cancelled or `stop` is called; an exception ends the process."""
        ...

    async def stop(self) -> None:
        """Ends what is under way, and lets go what another copy is to take over."""
        ...


@runtime_checkable
class WithConsole(Protocol):
    """A role that serves the console."""

    console: ConsoleDoor


def role_of(name: RoleName, start: RoleStart) -> Role:
    """A role, made."""
    module = import_module(f"graftwatch.entrypoints.roles.{name}")
    made = cast("Callable[[RoleStart], Role]", module.role)
    return made(start)
