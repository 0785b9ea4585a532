"""Drug exposure over the recipients: how much of the time each drug's troughs lay in their targets."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median, quantiles

from graftwatch.assessment import Assessment
from graftwatch.findings import Exposure
from graftwatch.protocol import Protocol


@dataclass(frozen=True, slots=True)
class ExposureFigures:
    """One drug over the recipients.

    Attributes:
        drug: its name in the protocol.
        unit: of target and levels.
        target: the protocol's target; a recipient's own may differ by day and partner drug, and is what counts.
        recipients: with a time in range, that is with two troughs near enough to each other.
        median_time_in_range: over them, 0–1; None without any.
        quartiles: first and third, between the values in a straight line (R's type 7); None without any.
        with_level: recipients with a trough.
        in_target_now: those of them whose newest trough lies in their own target.
    """

    drug: str
    unit: str
    target: tuple[float, float]
    recipients: int
    median_time_in_range: float | None
    quartiles: tuple[float, float] | None
    with_level: int
    in_target_now: int


def exposure_figures(trial: Iterable[Assessment], protocol: Protocol) -> tuple[ExposureFigures, ...]:
    """The figures of each drug that any recipient has a trough of, in the protocol's order."""
    by_drug: dict[str, list[Exposure]] = {name: [] for name in protocol.exposure.drugs}
    for held in trial:
        for one in held.exposure:
            by_drug.setdefault(one.drug, []).append(one)
    return tuple(
        _figures(name, held, protocol) for name, held in by_drug.items() if any(one.last is not None for one in held)
    )


def _figures(name: str, held: list[Exposure], protocol: Protocol) -> ExposureFigures:
    shares = sorted(one.time_in_range for one in held if one.time_in_range is not None)
    levels = [(one.last.value, one.target) for one in held if one.last is not None]
    drug = protocol.exposure.drugs.get(name)
    return ExposureFigures(
        drug=name,
        unit=held[0].unit,
        target=drug.target if drug else held[0].target,
        recipients=len(shares),
        median_time_in_range=median(shares) if shares else None,
        quartiles=_quartiles(shares) if shares else None,
        with_level=len(levels),
        in_target_now=sum(lower <= value <= upper for value, (lower, upper) in levels),
    )


def _quartiles(shares: list[float]) -> tuple[float, float]:
    if len(shares) == 1:
        return shares[0], shares[0]
    first, _, third = quantiles(shares, n=4, method="inclusive")
    return first, third
