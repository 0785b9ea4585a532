"""Which readers a message type goes to.

| message                          | what is read                                                                      |
| -------------------------------- | --------------------------------------------------------------------------------- |
| ORU (R01, R30 to R32, any other) | results                                                                           |
| OUL (R21 to R24), OPU, ORF       | results; ORF answers a query with them                                            |
| ADT                              | movements, and observations beside them (a pulse on admission)                    |
| ORM, OML, OMG                    | orders of cultures that were collected                                            |
| MDM                              | pathology reports on liver biopsies, as proposals                                 |
| RAS                              | doses of immunosuppressants                                                       |

Other types are read by nobody here, which is said with the reason (`message_types`). A message about several patients
is refused as a whole: it is split by patient before it comes here (`patient_identifiers.by_patient`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message
from graftwatch.hl7.to_facts.administrations import add_administrations
from graftwatch.hl7.to_facts.admissions import add_movements
from graftwatch.hl7.to_facts.implausible_times import find_implausible_times
from graftwatch.hl7.to_facts.message_types import why_not_read
from graftwatch.hl7.to_facts.orders import add_orders
from graftwatch.hl7.to_facts.pathology import add_document
from graftwatch.hl7.to_facts.reading import Reading, Understood
from graftwatch.hl7.to_facts.results import add_observations, add_results
from graftwatch.terminology.site_codes import SiteCodes

Reader = Callable[[Reading], None]

UNDERSTOOD_MESSAGES: Final[Mapping[str, tuple[Reader, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(("ORU", "OUL", "OPU", "ORF"), (add_results,)),
        "ADT": (add_movements, add_observations),
        **dict.fromkeys(("ORM", "OML", "OMG"), (add_orders,)),
        "MDM": (add_document,),
        "RAS": (add_administrations,),
    }
)
"""The readers of each message type (MSH-9.1), in order."""


def facts_of(  # noqa: PLR0913 - a message, whose, how it is read, and two times, the last one named at the call
    message: Message,
    subject: str,
    feed: FeedDefaults,
    zone: tzinfo,
    known_at: datetime,
    site_codes: SiteCodes,
    *,
    came_at: datetime | None = None,
) -> Understood:
    """What a message says about a recipient.

    Args:
        message: a message about one patient.
        subject: the recipient's pseudonymous subject id.
        feed: what the feed leaves unsaid.
        zone: the hospital's time zone.
        known_at: when the service came to know the message (aware).
        site_codes: the site's own codes.
        came_at: when the message came (aware), where a real clock said so.
    """
    reading = Reading(message, subject, feed, zone, known_at, site_codes, came_at)
    header = message.segments[0]
    readers = UNDERSTOOD_MESSAGES.get(message.code, ())
    if not readers:
        reading.refuse("message_type", header, 9, why_not_read(message.code))
    elif message.code != "ADT" and sum(1 for person in message.named("PID") if len(person.fields) > 1) > 1:
        reading.refuse("several_patients", header, 9, "results of several patients in one message")
    else:
        for read in readers:
            read(reading)
        if message.code != "ADT":
            _find_death(reading)
    find_implausible_times(reading)
    return reading.understood()


def _find_death(reading: Reading) -> None:
    """A death is taken from ADT alone: laboratories and wards copy PID-29 and PID-30 without having stated it."""
    person = reading.message.first("PID")
    if person is not None and (person.value(29) or person.value(30).upper() == "Y"):
        reading.find("death_elsewhere", person, 29, "a death that no ADT has stated here; if none comes, enter it")
