"""Results as they belong together: an order, its observations with their notes, and the specimen.

Source: HL7 v2.5.1 chapter 7 (ORU^R01, ORU^R30 to R32, OUL^R21 to R24) and v2.3/v2.4, where there is no SPM. Read by the
order of segments alone, so a missing ORC, an SPM before its observations or a Z-segment in between does no harm.
In OUL^R22 and R23 the specimen stands before its orders, elsewhere behind them. A group without its own specimen
takes that of a group with the same order number, or the message's only one where it was collected at the same time.
Left out: what any of it means.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from graftwatch.hl7.message import Segment

_PLACER: Final = 2
_FILLER: Final = 3
_COLLECTED: Final = 7
# HL7 tables 0119 (ORC-1) and 0038 (ORC-5).
_CANCELLED: Final = frozenset({"CA", "OC", "CR", "DC", "OD", "DR"})
_CANCELLED_STATUS: Final = "CA"


@dataclass(slots=True)
class ResultGroup:
    """One OBR with what belongs to it; `request` is None for observations without an order.

    `specimen` is the SPM that the group states itself, or inherits.
    """

    request: Segment | None
    order: Segment | None = None
    specimen: Segment | None = None
    observations: list["Observation"] = field(default_factory=list)
    notes: list[Segment] = field(default_factory=list)
    placer: str = field(init=False)
    filler: str = field(init=False)
    status_code: str = field(init=False)

    def __post_init__(self) -> None:
        """Reads the order's numbers (OBR-2, OBR-3, else ORC) and its status (OBR-25, else X where ORC cancels)."""
        self.placer = _first_value((self.request, self.order), _PLACER)
        self.filler = _first_value((self.request, self.order), _FILLER)
        self.status_code = self.request.value(25).upper() if self.request is not None else ""
        if not self.status_code and self.order is not None and is_cancelled(self.order):
            self.status_code = "X"

    def note_lines(self) -> list[str]:
        """NTE-3 of the notes on the whole group."""
        return note_lines(self.notes)


def is_cancelled(order: Segment) -> bool:
    """Whether an ORC cancels or discontinues its order (ORC-1), or says that it is cancelled (ORC-5)."""
    return order.value(1).upper() in _CANCELLED or order.value(5).upper() == _CANCELLED_STATUS


@dataclass(slots=True)
class Observation:
    """One OBX, the status code of its order, and the notes behind it."""

    segment: Segment
    order_status_code: str
    notes: list[Segment] = field(default_factory=list)


def note_lines(notes: Iterable[Segment]) -> list[str]:
    """NTE-3 of notes, a line each."""
    return [line for note in notes for line in note.text_of(3).splitlines() if line.strip()]


def _first_value(segments: Iterable[Segment | None], number: int) -> str:
    values = (segment.value(number) for segment in segments if segment is not None)
    return next((value for value in values if value), "")


def result_groups(segments: Iterable[Segment]) -> list[ResultGroup]:
    """The result groups of a message, in order."""
    walk = _Walk()
    for segment in segments:
        walk.take(segment)
    groups = [group for group in walk.groups if group.request is not None or group.observations]
    _share_specimens(groups)
    return groups


class _Walk:
    """One pass over the segments."""

    def __init__(self) -> None:
        self.groups: list[ResultGroup] = []
        self._order: Segment | None = None
        self._specimen_first: Segment | None = None

    def take(self, segment: Segment) -> None:
        match segment.name:
            case "ORC":
                self._order = segment
            case "OBR":
                self.groups.append(ResultGroup(segment, self._order, self._specimen_first))
                self._order = None
            case "SPM":
                self._take_specimen(segment)
            case "OBX":
                group = self._group()
                group.observations.append(Observation(segment, group.status_code))
            case "NTE" if self.groups:
                group = self.groups[-1]
                (group.observations[-1].notes if group.observations else group.notes).append(segment)
            case "PID":
                self._order = self._specimen_first = None

    def _take_specimen(self, segment: Segment) -> None:
        """An SPM before any order, or behind a specimen-first group, begins the next specimen's orders."""
        if self._specimen_first is not None or not any(group.request for group in self.groups):
            self._specimen_first = segment
            self.groups.append(ResultGroup(None, None, segment))
        elif self.groups[-1].specimen is None:
            self.groups[-1].specimen = segment

    def _group(self) -> ResultGroup:
        if not self.groups:
            self.groups.append(ResultGroup(None, self._order))
        return self.groups[-1]


def _share_specimens(groups: list[ResultGroup]) -> None:
    stated = [group for group in groups if group.specimen is not None]
    for group in groups:
        if group.specimen is None and stated:
            behind = [other for other in stated if groups.index(other) > groups.index(group)]
            only = len({id(other.specimen) for other in stated}) == 1
            kin = (other for other in [*behind, *reversed(stated)] if _same_specimen(group, other, only=only))
            group.specimen = next((other.specimen for other in kin), None)


def _same_specimen(one: ResultGroup, other: ResultGroup, *, only: bool) -> bool:
    """Whether two groups of one message are about one specimen.

    By the parent or the order number; by the time of collection where the message has only one specimen.
    """
    if one.request is None or other.request is None or (one.request.value(15) and not other.request.value(15)):
        return False
    if one.filler and one.filler == other.filler:
        return True
    if parent_number(one) and parent_number(one) in {other.placer, other.filler}:
        return True
    same_time = one.request.value(_COLLECTED) == other.request.value(_COLLECTED)
    return same_time and (only or bool(one.placer and one.placer == other.placer))


def parent_number(group: ResultGroup) -> str:
    """The order number of the parent (OBR-29: placer and filler, by sub-components or by components)."""
    request = group.request
    if request is None:
        return ""
    return request.value(29, 2, 1) or request.value(29, 1, 1)
