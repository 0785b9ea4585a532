"""`graftwatch serve`: runs the service until SIGTERM."""

from pathlib import Path

import click
import uvloop

from graftwatch.entrypoints.logs import configure_logs
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.serve import serve

PORT = click.IntRange(0, 65535)


@click.command(name="serve")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of journal, state and quarantine.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings file (TOML).")
@click.option("--roster", type=click.Path(path_type=Path), help="Roster to begin with; only at the first start.")
@click.option("--mllp-port", type=PORT, help="Port of the first MLLP feed; 0 takes a free one.")
@click.option("--http-port", type=PORT, help="Port of metrics and health; 0 takes a free one.")
@click.option("--engine", type=click.Choice(["embedded"]), default="embedded", help="What keeps and moves records.")
def command(
    data: Path | None,
    config: Path | None,
    roster: Path | None,
    mllp_port: int | None,
    http_port: int | None,
    engine: str,
) -> None:
    """Runs the service until SIGTERM or Ctrl-C.

    When it is ready it prints one line of JSON: the ports, the address of metrics and health, the data folder.

    Changed TLS files are taken up for new connections within seconds, at once on SIGHUP.

    Example: graftwatch serve --data data --roster roster.csv
    """
    del engine
    options = StartOptions(config=config, data=data, mllp_port=mllp_port, http_port=http_port)
    configure_logs(options.settings().log_level)
    uvloop.run(serve(options, roster))
