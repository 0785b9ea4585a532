"""Which reader a message type goes to.

ORU (R01, R30 to R32 and any other) and OUL (R21 to R24) hold results, ADT holds movements. Other types are read by
nobody here, which is said and not hidden. A message about several patients is refused as a whole: it is split by
patient before it comes here (`patient_identifiers.by_patient`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final

from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.message import Message
from graftwatch.hl7.to_facts.admissions import add_movements
from graftwatch.hl7.to_facts.reading import Reading, Understood
from graftwatch.hl7.to_facts.results import add_results
from graftwatch.terminology.site_codes import SiteCodes

UNDERSTOOD_MESSAGES: Final[Mapping[str, Callable[[Reading], None]]] = MappingProxyType(
    {"ORU": add_results, "OUL": add_results, "ADT": add_movements}
)


def facts_of(
    message: Message,
    subject: str,
    feed: FeedDefaults,
    zone: tzinfo,
    known_at: datetime,
    site_codes: SiteCodes,
) -> Understood:
    """What a message says about a recipient.

    Args:
        message: a message about one patient.
        subject: the recipient's pseudonymous subject id.
        feed: what the feed leaves unsaid.
        zone: the hospital's time zone.
        known_at: when the service came to know the message (aware).
        site_codes: the site's own codes.
    """
    reading = Reading(message, subject, feed, zone, known_at, site_codes)
    read = UNDERSTOOD_MESSAGES.get(message.code)
    header = message.segments[0]
    if read is None:
        reading.find("message_type", header, 9, f"messages of type {message.code[:3]} hold nothing that is read here")
    elif message.code != "ADT" and sum(1 for _ in message.named("PID")) > 1:
        reading.find("several_patients", header, 9, "results of several patients in one message")
    else:
        read(reading)
    return reading.understood()
