"""A role as a child process of `graftwatch serve --engine kafka`: it ends when the line to its parent does.

Arguments: the line's descriptor, and the start options as JSON, the role among them.
"""

import socket
import sys

import uvloop

from graftwatch.entrypoints.cli.faults import said
from graftwatch.entrypoints.link import open_line
from graftwatch.entrypoints.logs import configure_logs
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.roles.running import run_role


def main() -> None:
    """Runs the role; a fault of the settings or the cluster is said in words, as the command line does."""
    end, options = socket.socket(fileno=int(sys.argv[1])), StartOptions.model_validate_json(sys.argv[2])

    async def line_ended() -> None:
        reader, _writer = await open_line(end)
        await reader.read()

    async def run() -> None:
        if options.role is None:
            raise ValueError("a child process has a role")
        await run_role(options.role, options, line_ended)

    try:
        configure_logs(options.settings().log_level, role=options.role or "")
        uvloop.run(run())
    except Exception as fault:  # noqa: BLE001 - said in words on standard error, and as the exit status
        refusal = said(fault)
        refusal.show()
        sys.exit(refusal.exit_code)


if __name__ == "__main__":
    main()
