"""Asks the service that runs on this machine by its own HTTP port, over a bare connection: libraries make more of it.

Where the service does not run, answers nothing in time, or its port is not known, there is no answer.
"""

from http.client import HTTPConnection, HTTPException
from typing import Final

from graftwatch.entrypoints.settings import Http

EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is bound here; where to ask instead


def own_answers(at: Http, paths: tuple[str, ...], seconds: float) -> tuple[str, ...] | None:
    """What each path is answered with, whatever the status; None where one could not be asked.

    Args:
        at: where the service listens.
        paths: what is asked, in turn.
        seconds: that an answer may make no progress.
    """
    if not at.port:
        return None
    connection = HTTPConnection(EVERYWHERE.get(at.host, at.host), at.port, timeout=seconds)
    try:
        return tuple(_answer(connection, path) for path in paths)
    except (OSError, HTTPException, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def _answer(connection: HTTPConnection, path: str) -> str:
    connection.request("GET", path)
    return connection.getresponse().read().decode()
