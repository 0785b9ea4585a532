"""The command line: `graftwatch COMMAND`. One file a command, loaded only when it is called.

Exit status: 0 done, 1 the input is at fault (said on standard error, with its place), 2 wrong use, 3 our own fault.
"""

import sys
from importlib import import_module

import click

from graftwatch.entrypoints.cli.faults import said

# Each command's module, and one line for the overview.
COMMANDS = {
    "demo": "plays a synthetic trial through a real service and says what was seen",
    "serve": "runs the service until SIGTERM",
    "enroll": "the roster: add, import, list, withdraw, alias",
    "take": "files, batches or standard input straight into a data folder",
    "send": "an MLLP client: sends files, prints the answers and round-trip times",
    "simulate": "a hospital's feed with known truth",
    "lint": "what is wrong with a feed, and what would be understood of it",
    "assess": "reads HL7 files and prints the assessments, without a service",
    "backtest": "plays a past feed as it arrived and holds it against a truth",
    "explain": "why: one recipient's events and signals with their grounds",
    "pages": "pages: list, show, acknowledge",
    "on-call": "who is on duty: now, list, check, export, import, override",
    "decide": "enters a person's decision",
    "feeds": "how each feed stands: last message, rates, errors, silence limit",
    "maintenance": "planned work, whose troubles are not told: add, list, end",
    "quarantine": "what could not be read: list, show, release",
    "dead-letters": "what was understood and failed in processing: list, retry",
    "journal": "what was received and what became of it: find, show, verify",
    "safety": "the committee's figures: boundary, status, report, link",
    "terminology": "what an organism name is taken for",
    "kafka": "the topics of the Kafka engine: init, check",
    "account": "who may sign in to the console: add, list, roles, disable, enable, link",
    "token": "what programs ask the console's API by: add, list, revoke",
    "doctor": "checks settings, storage, feeds, channels, clock and disk",
    "backup": "a consistent copy of the data folder, also while the service runs",
    "restore": "a backup into a new data folder",
    "migrate": "an embedded service's data folder over to a Kafka cluster",
    "verify": "whether a data folder or a backup is whole",
}


class _Commands(click.Group):
    """A group whose commands are imported on their first use, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"graftwatch.entrypoints.cli.{cmd_name.replace('-', '_')}")
        command = module.command
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command; whatever goes wrong in it is said in words and as an exit status."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as fault:
            raise said(fault) from fault

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="graftwatch")
def graftwatch() -> None:
    """Real-time infection and rejection surveillance after a liver transplant.

    Try `graftwatch demo` first.
    """


def main() -> None:
    """The console script."""
    try:
        graftwatch(standalone_mode=True)
    except BrokenPipeError:
        sys.exit(0)
