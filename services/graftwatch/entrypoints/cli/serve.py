"""`graftwatch serve`: runs the service until SIGTERM."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Literal

import click
import uvloop

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.logs import configure_logs
from graftwatch.entrypoints.options import ROLES, RoleName, StartOptions

PORT = click.IntRange(0, 65535)


@click.command(name="serve")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of journal, state and quarantine.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML).")
@click.option("--roster", type=click.Path(path_type=Path), help="Roster to begin with; only at the first start.")
@click.option("--mllp-port", type=PORT, help="Port of the first MLLP feed; 0 takes a free one.")
@click.option("--http-port", type=PORT, help="Port of metrics and health; 0 takes a free one.")
@click.option("--engine", type=click.Choice(["embedded", "kafka"]), help="What keeps and moves records.")
@click.option("--role", type=click.Choice(ROLES), help="With the Kafka engine, what runs here; else all roles do.")
def command(
    *,
    data: Path | None,
    config: Path | None,
    roster: Path | None,
    mllp_port: int | None,
    http_port: int | None,
    engine: Literal["embedded", "kafka"] | None,
    role: RoleName | None,
) -> None:
    """Runs the service until SIGTERM or Ctrl-C.

    When it is ready it prints one line of JSON: the ports, the address of metrics and health, the data folder.

    Changed TLS files are taken up for new connections within seconds, at once on SIGHUP.

    With the Kafka engine a role runs in this process; without --role all of them do, each in a process of its own.

    Example: graftwatch serve --data data --roster roster.csv
    """
    options = StartOptions(
        config=config, data=data, mllp_port=mllp_port, http_port=http_port, engine=engine, role=role, roster=roster
    )
    settings = options.settings()
    if role is not None and settings.engine != "kafka":
        raise click.UsageError("--role is for the Kafka engine only; leave it out, or add --engine kafka")
    configure_logs(settings.log_level, **({"role": role} if role else {}))
    uvloop.run(_kafka(options) if settings.engine == "kafka" else _embedded(options, roster))


async def _embedded(options: StartOptions, roster: Path | None) -> None:
    from graftwatch.entrypoints.serve import serve  # noqa: PLC0415 - the other engine needs none of it

    await serve(options, roster)


def _kafka(options: StartOptions) -> Coroutine[None, None, None]:
    try:
        from graftwatch.entrypoints.roles.running import run_role, until_told  # noqa: PLC0415 - only with this engine
        from graftwatch.entrypoints.roles.together import serve_all_roles  # noqa: PLC0415 - the same
    except ModuleNotFoundError as fault:
        raise InputFault(f"the Kafka engine needs the extra `kafka`, as {fault.name} is not installed") from fault

    return serve_all_roles(options) if options.role is None else run_role(options.role, options, until_told)
