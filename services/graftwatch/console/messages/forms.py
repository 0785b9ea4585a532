"""Reads what a form sends, up to a limit, and says what is wrong with it in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from graftwatch.console.messages.message_views import MessageQuery, PatientQuery
from graftwatch.console.request_body import BodyTooLarge, BodyTooSlow, limited_body
from graftwatch.console.shell.marked import marked as _

MOST_FIELDS: Final = 40
SMALL_FORM_BYTES: Final = 64 * 1024
MOST_DIGITS: Final = 18

WRONG_TIME: Final = _("Write a time such as 2026-06-04T08:00.")
WRONG: Final[Mapping[str, str]] = {
    "since": WRONG_TIME,
    "until": WRONG_TIME,
    "outcome": _("There is no such outcome."),
}
TOO_LONG: Final = _("At most 200 characters, and none that cannot be printed.")


async def form_of(request: Request, limit_bytes: int = SMALL_FORM_BYTES) -> dict[str, str]:
    """The fields of a form; of one that comes twice the last.

    Raises:
        HTTPException: it is too large, too slow, or no form.
    """
    try:
        body = await limited_body(request, limit_bytes)
        return dict(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        )
    except BodyTooLarge:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("That is larger than what is taken here.")) from None
    except BodyTooSlow:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, _("That did not come in time. Send it again.")) from None
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, _("That is no form of this service.")) from None


def number_of(text: str) -> int | None:
    """A number in an address; None for what is none that anything has.

    >>> number_of("17"), number_of("-1"), number_of("１"), number_of("9" * 30)
    (17, None, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def query_of(said: Mapping[str, str], zone: ZoneInfo, *, patient: bool = False) -> tuple[MessageQuery, dict[str, str]]:
    """What is looked for, and what is wrong by field; times without an offset are the trial's."""
    kind = PatientQuery if patient else MessageQuery
    given: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name in kind.model_fields:
        value = said.get(name, "")
        if not value.strip():
            continue
        if name in {"since", "until"}:
            at = _time(value, zone)
            if at is None:
                faults[name] = WRONG_TIME
                continue
            given[name] = at
        else:
            given[name] = value
    while True:
        try:
            return kind.model_validate(given), faults
        except ValidationError as wrong:
            for name in _places(wrong.errors()):
                given.pop(name, None)
                if name not in {"before", "limit"}:
                    faults[name] = WRONG.get(name, TOO_LONG)


def _places(errors: Sequence[Any]) -> set[str]:
    return {str(one["loc"][0]) for one in errors}


def _time(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
        at = at.replace(tzinfo=zone) if at.tzinfo is None else at
        at.astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return at
