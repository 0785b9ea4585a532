"""Logs: one JSON object a line on standard error, free of patient data.

Nobody logs a message's content; this is the second line of defence. Whatever looks like an identifier or a piece of
a message is struck out of every text, and of an exception only its type and place are kept, never its words.
"""

import logging
import re
import sys
from contextlib import suppress
from time import monotonic
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from graftwatch.entrypoints.fault_place import fault_place
from graftwatch.paging.private_text import LONG_NUMBER
from graftwatch.paging.scrub import STRUCK_OUT

# A segment name with a field separator behind it: from there on the text is a message.
_SEGMENT = re.compile(r"\b(?:MSH|PID|NK1|PV1|MRG|OBR|OBX|NTE|SPM|ORC)[|^~&\\].*", re.DOTALL)
# Made by the service itself: a time, and hashes that may hold six digits in a row.
_OURS = frozenset({"timestamp", "page", "noted"})
AGAIN_SECONDS = 60.0
LONGEST_WORDS = 400
KINDS_REMEMBERED = 1000
"""Words of libraries; some put a number into them, so that they never repeat."""
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
    _route_libraries()


def _route_libraries() -> None:
    """What libraries log is one of our lines, too, from warnings on; the same words once a minute."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, LibraryLines)]:
        root.removeHandler(handler)
    root.addHandler(LibraryLines(logging.WARNING))


class LibraryLines(logging.Handler):
    """Takes a library's words as a line of ours. A state that lasts is told once a minute, with how often it came."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._told: dict[tuple[str, str], tuple[float, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """One line, or none where the same was told a moment ago."""
        kind, now = (record.name, str(record.msg)), monotonic()
        told_at, left_out = self._told.get(kind, (-AGAIN_SECONDS, 0))
        if now - told_at < AGAIN_SECONDS:
            self._told[kind] = (told_at, left_out + 1)
            return
        if len(self._told) >= KINDS_REMEMBERED:
            self._told.clear()
        self._told[kind] = (now, 0)
        besides: dict[str, object] = {"left_out": left_out} if left_out else {}
        if record.exc_info is not None and record.exc_info[1] is not None:
            besides["exc_info"] = record.exc_info[1]
        level = logging.ERROR if record.levelno >= logging.ERROR else logging.WARNING
        # Behind the first line a library may show an exception with its words.
        said = record.getMessage().partition("\n")[0][:LONGEST_WORDS]
        structlog.get_logger(component=record.name).log(level, said, **besides)


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
