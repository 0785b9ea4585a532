"""The numbers that a page about a stopping boundary says: pooled, nobody's own."""

from pydantic import BaseModel, ConfigDict


class BoundaryNumbers(BaseModel):
    """One endpoint against its boundary.

    Attributes:
        endpoint: "bsi" or "rejection".
        rule: the boundary's family.
        version: of the protocol that plans it.
        p0: acceptable rate, 0–1.
        alpha: chance to stop although the rate is p0; None for a table of one's own.
        events: evaluable recipients with the event.
        evaluable: all of them.
        lower, upper: 95 % Clopper–Pearson interval of the rate, 0–1.
        above: P(rate > p0), 0–1.
        crossed_at: the number of evaluable recipients at which it was met first; None where it is not met.
        needed: events that stop the trial there, or where it stands now; None where none do.
        run: first and last number of evaluable recipients of which that is so.
        in_force: the protocol version in force where that is another one; else empty.
    """

    model_config = ConfigDict(frozen=True)

    endpoint: str
    rule: str
    version: str
    p0: float
    alpha: float | None = None
    events: int
    evaluable: int
    lower: float
    upper: float
    above: float
    crossed_at: int | None = None
    needed: int | None = None
    run: tuple[int, int] | None = None
    in_force: str = ""

    @property
    def name(self) -> str:
        """What it is told by: endpoint, rule and protocol version, whoever counts."""
        return boundary_name(self.endpoint, self.rule, self.version)


def boundary_name(endpoint: str, rule: str, version: str) -> str:
    """The name of a boundary: endpoint, rule and protocol version."""
    return f"{endpoint}:{rule}:{version}"
