"""`graftwatch safety`: the committee's figures: a stopping boundary, where the trial stands, and the report.

Each is loaded when it is called: designing a boundary needs neither a data folder nor what reads one.
"""

from importlib import import_module

import click

MODULES = {"boundary": "safety_boundary", "link": "safety_link", "report": "safety_report", "status": "safety_status"}


class _Commands(click.Group):
    """Commands imported on their first use; each stands in its module under its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in MODULES:
            return None
        found = getattr(import_module(f"graftwatch.entrypoints.cli.{MODULES[cmd_name]}"), cmd_name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Commands)
def command() -> None:
    """The committee's figures: a stopping boundary, and where the trial stands."""
