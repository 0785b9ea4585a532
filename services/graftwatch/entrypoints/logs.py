"""Logs: one JSON object a line on standard error, free of patient data.

Nobody logs a message's content; this is the second line of defence. Whatever looks like an identifier or a piece of
a message is struck out of every text, and of an exception only its type and place are kept, never its words.
"""

import logging
import re
import sys
from contextlib import suppress
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from graftwatch.entrypoints.fault_place import fault_place
from graftwatch.paging.private_text import LONG_NUMBER
from graftwatch.paging.scrub import STRUCK_OUT

# A segment name with a field separator behind it: from there on the text is a message.
_SEGMENT = re.compile(r"\b(?:MSH|PID|NK1|PV1|MRG|OBR|OBX|NTE|SPM|ORC)[|^~&\\].*", re.DOTALL)
# Made by the service itself: a time, and hashes that may hold six digits in a row.
_OURS = frozenset({"timestamp", "page"})
_PLAIN = (int, float, bool, type(None))


def configure_logs(level: str, **always: str) -> None:
    """Sets up logging for a process; `level` is debug, info, warning or error, `always` stands in every line."""

    def with_always(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {**always, **event}

    structlog.configure(
        processors=[
            with_always,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: _Lines(sys.stderr),
        cache_logger_on_first_use=True,
    )


class _Lines:
    """Writes lines, and lets one go that cannot be written: a full disk under the log must not stop the service."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        """One line."""
        with suppress(OSError, ValueError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Strikes out whatever looks like an identifier or a message, and keeps of an exception its type and place."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()[1]
    if isinstance(fault, BaseException):
        event["fault"] = type(fault).__name__
        event["place"] = fault_place(fault)
    return {key: value if key in _OURS else _redacted(value) for key, value in event.items()}


def _redacted(value: object) -> object:
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, dict):
        return {str(_redacted(key)): _redacted(held) for key, held in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_redacted(held) for held in value]
    return LONG_NUMBER.sub(STRUCK_OUT, _SEGMENT.sub(STRUCK_OUT, str(value)))
