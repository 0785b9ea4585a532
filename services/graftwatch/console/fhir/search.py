"""Search as FHIR R4 says (3.1.1): which resources, and one page of them as a Bundle.

What is not understood is refused and never passed over: a filter that silently does nothing would show other patients'
issues. Who wants it the other way sends `Prefer: handling=lenient` (3.1.1.1.1). Pages go by id, so that what changes
between two of them makes none be missed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from graftwatch.console.fhir.answers import FhirFault, Resource

USUAL_COUNT: Final = 50
LARGEST_COUNT: Final = 500
LARGEST_QUERY: Final = 40
"""Parameters of one search."""
_MOMENT: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?)?)?")
_PREFIXES: Final = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb")
ANSWER_PARAMETERS: Final = frozenset({"_format", "_pretty", "_total"})
"""They say how to answer, not what with."""

Matches = Callable[[Resource, str], bool]
"""Whether a resource is one that a value (without commas) asks for."""


def anything(_: str) -> None:
    """Takes every value."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter: its type, whether a resource matches a value, what it is for, and what refuses a value."""

    type: str
    matches: Matches
    about: str = ""
    check: Callable[[str], object] = anything


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked: filters (name and value, all of which have to match), how many, behind which id."""

    filters: tuple[tuple[str, str], ...]
    count: int
    after: str


def read_search(
    given: Sequence[tuple[str, str]], parameters: Mapping[str, Parameter], *, lenient: bool = False
) -> Search:
    """What is asked.

    Raises:
        FhirFault: a parameter is not known here, or its value cannot be understood.
    """
    if len(given) > LARGEST_QUERY:
        raise FhirFault(HTTPStatus.BAD_REQUEST, f"at most {LARGEST_QUERY} parameters are taken", "too-costly")
    filters, count, after = list[tuple[str, str]](), USUAL_COUNT, ""
    for name, value in given:
        if name == "_count":
            count = _count(value)
        elif name == "_after":
            after = value
        elif name in parameters:
            for one in value.split(","):
                parameters[name].check(one)
            filters.append((name, value))
        elif name not in ANSWER_PARAMETERS and not lenient:
            known = ", ".join((*parameters, "_count"))
            raise FhirFault(
                HTTPStatus.BAD_REQUEST, f"a parameter is not known here; known are {known}", "not-supported"
            )
    return Search(tuple(filters), count, after)


def found(resources: Sequence[Resource], search: Search, parameters: Mapping[str, Parameter]) -> list[Resource]:
    """The resources that match, by id."""

    def matches(resource: Resource) -> bool:
        return all(
            any(parameters[name].matches(resource, one) for one in value.split(",")) for name, value in search.filters
        )

    return sorted((one for one in resources if matches(one)), key=lambda one: str(one["id"]))


def bundle(matching: Sequence[Resource], search: Search, address: str, at: datetime) -> Resource:
    """One page of what matches.

    Args:
        matching: what matches, by id.
        search: what was asked.
        address: of the resource type, such as "https://graftwatch.hospital/fhir/Flag".
        at: when it was asked.
    """
    rest = [one for one in matching if str(one["id"]) > search.after]
    shown = rest[: search.count]
    links = [{"relation": "self", "url": _url(address, search, search.after)}]
    if shown and len(rest) > len(shown):
        links.append({"relation": "next", "url": _url(address, search, str(shown[-1]["id"]))})
    answer: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "total": len(matching),
        "link": links,
    }
    if shown:
        answer["entry"] = [
            {"fullUrl": f"{address}/{one['id']}", "resource": one, "search": {"mode": "match"}} for one in shown
        ]
    return answer


def _url(address: str, search: Search, after: str) -> str:
    said = [*search.filters, ("_count", str(search.count)), *([("_after", after)] if after else [])]
    return f"{address}?{urlencode(said)}"


def _count(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise FhirFault(HTTPStatus.BAD_REQUEST, "_count is a number, 0 or more")
    return min(int(value), LARGEST_COUNT)


def token_matches(value: str, systems: Sequence[tuple[str, str]]) -> bool:
    """Whether a token parameter (3.1.1.4.10: `code`, `system|code`, `|code`, `system|`) names one of (system, code)."""
    system, bar, code = value.rpartition("|")
    codes = {code} if code or not bar else {its for _, its in systems}
    return any((not bar or system == its_system) and its in codes for its_system, its in systems)


def check_moment(value: str) -> None:
    """Refuses what is no date parameter.

    Raises:
        FhirFault: it is none.
    """
    _span(value[2:] if value[:2] in _PREFIXES else value)


def moment_matches(value: str, first: datetime, last: datetime) -> bool:
    """Whether a date parameter (3.1.1.4.7), of any precision and with a prefix, matches a time or a span.

    Raises:
        FhirFault: it is no date.
    """
    prefix, written = (value[:2], value[2:]) if value[:2] in _PREFIXES else ("eq", value)
    begins, ends = _span(written)
    match prefix:
        case "eq":
            return begins <= first and last < ends
        case "ne":
            return not (begins <= first and last < ends)
        case "gt" | "sa":
            return first >= ends if prefix == "sa" else last >= ends
        case "lt" | "eb":
            return last < begins if prefix == "eb" else first < begins
        case "ge":
            return last >= begins
    return first < ends


def span_of(written: str) -> tuple[datetime, datetime]:
    """The first and the last moment of a date or a time as a resource has it."""
    begins, ends = _span(written)
    return begins, ends - timedelta(microseconds=1)


def _span(written: str) -> tuple[datetime, datetime]:
    """When it begins and ends; a date without an offset is taken in UTC."""
    if not _MOMENT.fullmatch(written):
        forms = "2026, 2026-06, 2026-06-01 or 2026-06-01T10:00:00Z"
        raise FhirFault(HTTPStatus.BAD_REQUEST, f"a date is written as {forms}")
    try:
        return _read_span(written)
    except (ValueError, OverflowError):
        raise FhirFault(HTTPStatus.BAD_REQUEST, "a date is none of the calendar") from None


def _read_span(written: str) -> tuple[datetime, datetime]:
    date, _, time = written.partition("T")
    year, month, day = (*(int(one) for one in date.split("-")), 0, 0)[:3]
    if not month:
        return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    if not day:
        begins = datetime(year, month, 1, tzinfo=UTC)
        return begins, (begins + timedelta(days=32)).replace(day=1)
    if not time:
        begins = datetime(year, month, day, tzinfo=UTC)
        return begins, begins + timedelta(days=1)
    begins = datetime.fromisoformat(written).astimezone(UTC)
    clock = re.split(r"[Z+-]", time)[0]
    step = timedelta(microseconds=1000) if "." in clock else timedelta(seconds=1 if clock.count(":") > 1 else 60)
    return begins, begins + step
