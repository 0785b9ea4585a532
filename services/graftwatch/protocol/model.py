"""The trial protocol: the trial's own rules as one versioned file.

Every value has a default that fits the trial this service was made for; a protocol file changes what differs.
The protocol's hash stands in every assessment, so that a conclusion can be traced to the rules it was drawn by.
"""

import hashlib
import json
from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from graftwatch.protocol.evaluability import Belief, Evaluability
from graftwatch.protocol.monitoring import DEFAULT_SEVERITIES, Boundary, Committee, Level, Paging
from graftwatch.protocol.rules import (
    Endpoints,
    Exposure,
    Infusion,
    NkActivity,
    Rejection,
    Section,
    SuspectedBsi,
    Window,
)

ENDPOINTS = ("bsi", "rejection")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no such time zone: {name!r}; use a name like 'Asia/Tokyo'") from None
    return name


def _known_signals(severities: dict[str, Level]) -> dict[str, Level]:
    unknown = sorted(severities.keys() - DEFAULT_SEVERITIES.keys())
    if unknown:
        raise ValueError(f"no such signal: {', '.join(unknown)}; known: {', '.join(DEFAULT_SEVERITIES)}")
    return {**DEFAULT_SEVERITIES, **severities}


def _rates_of_endpoints(rates: dict[str, float]) -> dict[str, float]:
    for endpoint, rate in rates.items():
        if endpoint not in ENDPOINTS:
            raise ValueError(f"no such endpoint: {endpoint!r}; known: {', '.join(ENDPOINTS)}")
        if not 0 < rate < 1:
            raise ValueError(f"{endpoint}: {rate:g} is no rate; write it within 0–1, both excluded")
    return rates


def _one_an_endpoint(boundaries: tuple[Boundary, ...]) -> tuple[Boundary, ...]:
    named: list[str] = [one.endpoint for one in boundaries]
    for endpoint in ENDPOINTS:
        if named.count(endpoint) > 1:
            raise ValueError(f"several boundaries of {endpoint!r}, and a trial stops by one: leave one")
    return boundaries


def _in_order(value: object) -> object:
    """What JSON has no form for: a set in one order, whatever the process; a time as it is written."""
    return sorted(value) if isinstance(value, frozenset) else str(value)


class Protocol(Section):
    """The trial's rules."""

    name: str = "donor-nk-liver"
    version: str = "1"
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Tokyo"
    arms: tuple[str, ...] = Field(
        default=(),
        description="arms as the roster names them; with more than one, blinded readers never learn who was infused, "
        "from the first recipient on",
    )
    window: Window = Window()
    endpoint: Endpoints = Endpoints()
    suspected_bsi: SuspectedBsi = SuspectedBsi()
    rejection: Rejection = Rejection()
    exposure: Exposure = Exposure()
    infusion: Infusion = Infusion()
    nk_activity: NkActivity = NkActivity()
    severity: Annotated[dict[str, Level], AfterValidator(_known_signals)] = Field(default=DEFAULT_SEVERITIES)
    paging: Paging = Paging()
    evaluability: Evaluability = Evaluability()
    belief: Belief = Belief()
    committee: Committee = Committee()
    historical_rate: Annotated[dict[str, float], AfterValidator(_rates_of_endpoints)] = Field(
        default={"bsi": 0.286}, description="event rate of earlier recipients, by endpoint, for comparison"
    )
    boundaries: Annotated[tuple[Boundary, ...], AfterValidator(_one_an_endpoint)] = (
        Boundary(endpoint="bsi", rule="beta-binomial", p0=0.20, alpha=0.10, n=37, prior=(0.6, 2.4)),
        Boundary(endpoint="rejection", rule="beta-binomial", p0=0.25, alpha=0.10, n=37, prior=(0.75, 2.25)),
    )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The hospital's time zone: calendar days are counted in it."""
        return ZoneInfo(self.time_zone)

    def boundary_of(self, endpoint: str) -> Boundary | None:
        """The boundary that an endpoint stops by; None where none is planned."""
        return next((one for one in self.boundaries if one.endpoint == endpoint), None)

    @cached_property
    def sha256(self) -> str:
        """Hash of everything the protocol says, whatever order it says it in; 64 hexadecimal digits."""
        said = json.dumps(self.model_dump(), default=_in_order, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()
