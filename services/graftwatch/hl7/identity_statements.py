"""What an ADT message says of identifiers: which are one person's, which are not, and where a person must look.

Source: HL7 v2.5.1, 3.3.18 to 3.3.51 (trigger events), 3.4.10 MRG, 3.6.2 (merge, move, change, link); table 0203.
After a merge, and after a change or a move of an identifier, the patients of PID-3 and MRG-1 are one. A link (A24) says
the same of two PID segments and is by its definition never mother and child; A37 takes it back. Events below the
patient (account, visit) repeat the patient in both segments; where they do not, the account was moved between two
people, and what is whose is no longer a machine's to say. The list in PID-3 of any other ADT is one person's numbers:
of those only the ones whose type (CX.5) says so are learnt, as PID-3 also holds social security, insurance and visit
numbers.
Left out: PID-2, PID-4, MRG-2 and MRG-4, which nobody is attributed by.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from itertools import combinations, product
from types import MappingProxyType
from typing import Final

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message, Segment
from graftwatch.hl7.timestamps import instant
from graftwatch.roster import Identifier, IdentityStatement, LearntFrom, PatientIdentifier

PATIENT_TYPES: Final = frozenset({"PI", "MR", "PT", "PE", "PN", "MRT"})
"""Table 0203: patient internal, medical record, patient external, enterprise, person, temporary medical record number.
All others name a document, an insurance, an account, a visit or somebody else, or say nothing."""

# A person's list has a handful; a longer one is a fault of the sender, and pairs grow with the square.
IDENTIFIERS_READ: Final = 10
_PATIENT_ID: Final = 3
_PRIOR_ID: Final = 1
_BORN: Final = 7
_SEX: Final = 8
_AUTHORITY: Final = 4
_TYPE: Final = 5
_UNDATED: Final = datetime(1, 1, 2, tzinfo=UTC)


class IdentityEvent(StrEnum):
    """What a trigger event does to patients' identifiers."""

    ONE_PATIENT = "PID-3 and MRG-1 are one patient's"
    LINKED = "the two PID segments are one person's"
    UNLINKED = "the two PID segments are not one person's"
    WITHIN_PATIENT = "an account or a visit changed; PID-3 and MRG-1 name the same patient"


IDENTITY_EVENTS: Final = MappingProxyType(
    {
        "A18": IdentityEvent.ONE_PATIENT,  # merge patient information (kept for old senders)
        "A24": IdentityEvent.LINKED,
        "A30": IdentityEvent.ONE_PATIENT,  # merge person
        "A34": IdentityEvent.ONE_PATIENT,  # merge patient, identifier only
        "A35": IdentityEvent.WITHIN_PATIENT,  # merge account
        "A36": IdentityEvent.ONE_PATIENT,  # merge patient, identifier and account
        "A37": IdentityEvent.UNLINKED,
        "A39": IdentityEvent.ONE_PATIENT,  # merge person, external identifier
        "A40": IdentityEvent.ONE_PATIENT,  # merge patient, identifier list
        "A41": IdentityEvent.WITHIN_PATIENT,  # merge account
        "A42": IdentityEvent.WITHIN_PATIENT,  # merge visit
        "A43": IdentityEvent.ONE_PATIENT,  # move a patient's record to another external identifier
        "A44": IdentityEvent.WITHIN_PATIENT,  # move an account
        "A45": IdentityEvent.WITHIN_PATIENT,  # move a visit
        "A46": IdentityEvent.ONE_PATIENT,  # change external identifier
        "A47": IdentityEvent.ONE_PATIENT,  # change identifier list
        "A48": IdentityEvent.ONE_PATIENT,  # change alternate identifier
        "A49": IdentityEvent.WITHIN_PATIENT,  # change account number
        "A50": IdentityEvent.WITHIN_PATIENT,  # change visit number
        "A51": IdentityEvent.WITHIN_PATIENT,  # change alternate visit number
    }
)
"""Trigger events about identifiers; of any other ADT, PID-3 is one person's list."""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A message that a person must look at, and why."""

    text: str


def identity_statements(message: Message, feed: FeedDefaults, zone: tzinfo) -> list[IdentityStatement] | InDoubt:
    """What a message of one patient (of two, where it links or parts them) says of identifiers.

    Args:
        message: an ADT message.
        feed: its feed's defaults.
        zone: the hospital's time zone.
    """
    event = IDENTITY_EVENTS.get(message.trigger)
    persons = list(message.named("PID"))
    if not persons:
        return []
    lists = [_identifiers(one, _PATIENT_ID, feed.authority) for one in persons]
    pairs: Iterable[tuple[Identifier, Identifier]] = ()
    match event:
        case IdentityEvent.LINKED | IdentityEvent.UNLINKED:
            if len(persons) < 2:  # noqa: PLR2004 - two are linked or parted
                return InDoubt(f"ADT^{message.trigger} must have two PID segments, this one has one")
            if event is IdentityEvent.LINKED and (differs := _differ(persons[0], persons[1])):
                return InDoubt(f"ADT^A24 links two people whose {differs} differ; correct the link at its sender")
            pairs = product(_taken(lists[0]), _taken(lists[1]))
        case IdentityEvent.ONE_PATIENT:
            prior = _prior(message, lists[0], feed)
            if isinstance(prior, InDoubt):
                return prior
            pairs = product(_taken(lists[0]), prior)
        case IdentityEvent.WITHIN_PATIENT:
            return _within_patient(message, lists[0], feed)
        case None:
            pairs = combinations(_taken(one for one in lists[0] if one.type in PATIENT_TYPES), 2)
    same = event is not IdentityEvent.UNLINKED
    return [_statement(message, feed, zone, one, other, same=same) for one, other in pairs if one != other]


@dataclass(frozen=True, slots=True)
class _Stated:
    """One repetition as stated: the number under each name of its authority, and its type."""

    names: tuple[Identifier, ...]
    type: str


def _within_patient(message: Message, stated: list[_Stated], feed: FeedDefaults) -> list[IdentityStatement] | InDoubt:
    now, before = _taken(stated), _prior(message, stated, feed)
    if isinstance(before, InDoubt):
        return before
    if before and now and not set(before) & set(now):
        return InDoubt(
            f"ADT^{message.trigger} moves an account or a visit from one patient to another; see what was sent under "
            "it, and say by a decision or by `graftwatch enroll alias` whose it is"
        )
    return []


def _prior(message: Message, stated: list[_Stated], feed: FeedDefaults) -> list[Identifier] | InDoubt:
    """MRG-1; where it names no authority, the feed's, else the only one of PID-3."""
    merged = message.first("MRG")
    if merged is None:
        return []
    authorities = {one.names[0].authority for one in stated if not one.type or one.type in PATIENT_TYPES}
    only = authorities.copy().pop() if len(authorities) == 1 else ""
    prior = _taken(_identifiers(merged, _PRIOR_ID, feed.authority or only))
    if len(authorities) > 1 and any(not one.authority for one in prior):
        return InDoubt(
            f"MRG-1 of ADT^{message.trigger} names no assigning authority and PID-3 names several: "
            "set the feed's `authority`, or fill MRG-1.4"
        )
    return prior


def _taken(stated: Iterable[_Stated]) -> list[Identifier]:
    """The identifiers of a patient: those of no stated type, too, as the field says what they are."""
    of_patients = [one for one in stated if not one.type or one.type in PATIENT_TYPES]
    return list(dict.fromkeys(name for one in of_patients[:IDENTIFIERS_READ] for name in one.names))


def _identifiers(segment: Segment, number: int, default_authority: str) -> list[_Stated]:
    read = (_stated(segment, number, place, default_authority) for place in _places(segment, number))
    return [one for one in read if one is not None]


def _places(segment: Segment, number: int) -> Iterator[int]:
    yield from range(1, len(segment.repetitions(number)) + 1)


def _stated(segment: Segment, number: int, place: int, default_authority: str) -> _Stated | None:
    value = segment.value(number, repetition=place)
    if not value:
        return None
    authorities = [segment.value(number, _AUTHORITY, part, place) for part in (1, 2)]
    names = tuple(Identifier(value, one) for one in authorities if one) or (Identifier(value, default_authority),)
    return _Stated(names, segment.value(number, _TYPE, repetition=place).upper())


def _differ(one: Segment, other: Segment) -> str:
    """What two PID segments state differently that one person has only once."""
    born = {day for segment in (one, other) if (day := segment.value(_BORN)[:8])}
    sexes = {sex for segment in (one, other) if (sex := segment.value(_SEX).upper()) in {"F", "M"}}
    return " and ".join(name for name, said in (("dates of birth", born), ("sexes", sexes)) if len(said) > 1)


def _statement(
    message: Message, feed: FeedDefaults, zone: tzinfo, one: Identifier, other: Identifier, *, same: bool
) -> IdentityStatement:
    event = message.first("EVN")
    recorded = event.value(2) if event is not None else ""
    local = feed.time_zone or zone
    written = (recorded, message.segments[0].value(7))
    times = (instant(text, local, zone) for text in written if text)
    return IdentityStatement(
        one=PatientIdentifier(value=one.value, authority=one.authority),
        other=PatientIdentifier(value=other.value, authority=other.authority),
        same=same,
        stated_at=next((at for at in times if at is not None), _UNDATED),
        learnt_from=LearntFrom(feed=feed.name, control_id=message.control_id, event=message.trigger),
    )
