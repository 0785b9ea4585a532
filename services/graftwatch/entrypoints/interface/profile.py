"""The conformance profile as one document for machines, out of the tables and functions that read and answer messages.

Nothing is said here twice: what the acknowledgements and character sets are is found by asking for them.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from graftwatch.entrypoints.settings import Limits
from graftwatch.hl7.acknowledgement import Outcome, Refusal, code_for, refuse, second_code_for
from graftwatch.hl7.charset import CharacterSet, character_set
from graftwatch.hl7.fields_read import FieldRead, segments_read
from graftwatch.hl7.header import (
    CONTROL_ID_LIMIT_BYTES,
    KNOWN_VERSIONS,
    SEGMENT_LIMIT_BYTES,
    Header,
    Rejection,
    RejectionReason,
    read_header,
)
from graftwatch.hl7.identity_statements import IDENTITY_EVENTS
from graftwatch.hl7.to_facts import UNDERSTOOD_MESSAGES
from graftwatch.hl7.to_facts.message_types import WHY_NOT_READ, why_not_read
from graftwatch.hl7.to_facts.movement_events import MOVEMENT_EVENTS, Says
from graftwatch.hl7.to_facts.statuses import NO_RESULT, NO_RESULT_YET, OBSERVATION_STATUS, REPORT_STATUS
from graftwatch.hl7.unreadable import UnreadableReason
from graftwatch.terminology.code_systems import SPELLINGS
from graftwatch.terminology.concepts import DEFINITIONS

# HL7 table 0211 of v2.8.2, and two names that are no part of it and stand in many a MSH-18.
TABLE_0211: Final = (
    *("ASCII", *(f"8859/{part}" for part in (*range(1, 10), 15))),
    *("ISO IR6", "ISO IR14", "ISO IR87", "ISO IR159", "GB 18030-2000", "KS X 1001", "CNS 11643-1992", "BIG-5"),
    *("UNICODE", "UNICODE UTF-8", "UNICODE UTF-16", "UNICODE UTF-32", "SHIFT-JIS", "EUC-JP"),
)
WANTED: Final = ("", "AL", "NE", "ER", "SU")
"""MSH-15 and MSH-16: empty, and table 0155."""
_STATEMENTS: Final = {Outcome.ACCEPTED: "durable", Outcome.FAILED: "not durable", Outcome.REJECTED: "never acceptable"}


def profile() -> dict[str, object]:
    """The whole profile."""
    limits = Limits()
    return {
        "name": "graftwatch HL7 v2 receiver",
        "role": "receiver",
        "versions": sorted(version.decode("ascii") for version in KNOWN_VERSIONS),
        "encoding": "ER7",
        "framing": {"start": "0b", "end": "1c0d", "between_frames": "any bytes; counted and skipped"},
        "limits": {
            "frame_bytes": limits.max_frame_bytes,
            "control_id_bytes": CONTROL_ID_LIMIT_BYTES,
            "msh_bytes": SEGMENT_LIMIT_BYTES,
        },
        "messages": {
            code: {"read_by": [reader.__name__.removeprefix("add_") for reader in readers]}
            for code, readers in sorted(UNDERSTOOD_MESSAGES.items())
        },
        "adt_events": {trigger: _event(trigger) for trigger in sorted(MOVEMENT_EVENTS)},
        "not_read": {code: why_not_read(code) for code in sorted(WHY_NOT_READ)},
        "segments": {name: [_field(one) for one in fields] for name, fields in segments_read().items()},
        "statuses": {
            "OBX-11": {code: status.value for code, status in OBSERVATION_STATUS.items()},
            "OBX-11_without_result": sorted(NO_RESULT),
            "OBR-25": {code: status.value for code, status in REPORT_STATUS.items()},
            "OBR-25_without_result_yet": sorted(NO_RESULT_YET),
        },
        "character_sets": {name: _character_set(name) for name in TABLE_0211},
        "code_systems": {system.value: list(spellings) for system, spellings in SPELLINGS.items()},
        "concepts": {
            concept.value: {"kind": row.kind.value, "unit": row.unit or ""} for concept, row in DEFINITIONS.items()
        },
        "acknowledgements": list(_acknowledgements()),
        "refusals": {reason.value: _refusal(reason) for reason in RejectionReason},
        "quarantined_when_read": [reason.value for reason in UnreadableReason],
    }


def _event(trigger: str) -> dict[str, str]:
    event, identity = MOVEMENT_EVENTS[trigger], IDENTITY_EVENTS.get(trigger)
    of_identifiers = {"identifiers": identity.value} if identity else {}
    if event.says is Says.NOTHING:
        return {"says": event.says.value, "why": event.why, **of_identifiers}
    return {"says": event.says.value, "status": event.status.value, **of_identifiers}


def _field(one: FieldRead) -> dict[str, object]:
    said = {"field": one.name, "usage": one.usage.value, "read_as": one.read_as, "where_empty": one.else_}
    return {**said, "at_the_door": one.at_the_door}


def _character_set(name: str) -> dict[str, object]:
    found = character_set(name, "")
    return {"read": True} if isinstance(found, CharacterSet) else {"read": False, "why": found.text}


def header_wanting(accept: str, application: str) -> Header:
    """A header with these MSH-15 and MSH-16."""
    message = rf"MSH|^~\&|LAB|GWH|GRAFTWATCH|GWH|20260601||ORU^R01|EX|P|2.5.1|||{accept}|{application}"
    header = read_header(message.encode())
    if isinstance(header, Rejection):
        raise TypeError(header.text)  # cannot be: the line above has all that a header needs
    return header


def _acknowledgements() -> Iterator[dict[str, object]]:
    for accept, application in product(WANTED, WANTED):
        header = header_wanting(accept, application)
        answers = {words: _codes(header, outcome) for outcome, words in _STATEMENTS.items()}
        yield {"MSH-15": accept, "MSH-16": application, "answers": answers}


def _codes(header: Header, outcome: Outcome) -> list[str]:
    codes = (code_for(header, outcome), second_code_for(header, outcome))
    return [code.decode("ascii") for code in codes if code is not None]


def _refusal(reason: RejectionReason) -> dict[str, str]:
    header = header_wanting("", "")
    answer = refuse(Refusal(Outcome.REJECTED, "…", header, header.control_id, reason), b"A", b"20260601") or b""
    error = next(line for line in answer.decode("ascii").split("\r") if line.startswith("ERR")).split("|")
    code, words, _ = error[3].split("^")
    return {"MSA-1": "AR", "ERR-2": error[2], "ERR-3": code, "means": words}
