"""How a copy of assess is, as its parent hears it; and the process as its parent sees it."""

from graftwatch.entrypoints.child import Child
from graftwatch.entrypoints.link import Status
from graftwatch.entrypoints.options import StartOptions

UNFIT, TOO_MANY_DEAD_LETTERS = 1, 4
"""Exit codes: the cluster is not as it must be; too much fails for it to be the entries' fault."""


class AssessStatus(Status):
    """How it is; `leads`: whether it concludes, or follows whoever does."""

    leads: bool = False


class AssessChild(Child[AssessStatus]):
    """Assess beside a detector's intake."""

    def __init__(self, options: StartOptions, keeps: tuple[int, ...]) -> None:
        module = "graftwatch.entrypoints.assess.process"
        super().__init__("the assess process", module, AssessStatus, options, keeps)
