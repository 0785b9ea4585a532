"""What this service says in FHIR, and how it may be asked (CapabilityStatement, FHIR R4 5.2)."""

from collections.abc import Mapping
from typing import Final

from graftwatch.console.fhir.answers import Resource
from graftwatch.console.fhir.parameters import FLAG_PARAMETERS, ISSUE_PARAMETERS
from graftwatch.console.fhir.search import Parameter

PUBLISHED: Final = "2026-06-01"
_SECURITY: Final = (
    "Send a token of the console with the scope fhir:read as `Authorization: Bearer …`; its account needs the role "
    "infection_control or coordinator. Where service and browser are on different hosts, use https."
)
_STATUS: Final = (
    "Suspected and unresolved events are preliminary, confirmed ones final; contaminants, excluded and refuted ones, "
    "and suspicions that ended, are cancelled; what a corrected report took back is entered-in-error. "
)
_GONE: Final = "What later truth takes away altogether is found no more (404). Patients are named by pseudonym only."


def capability(base: str) -> Resource:
    """The statement of the service at an address, such as "https://graftwatch.hospital/fhir"."""
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{base}/metadata",
        "name": "Graftwatch",
        "title": "Infections and rejections after a liver transplant",
        "status": "active",
        "date": PUBLISHED,
        "kind": "instance",
        "description": "Read access to what the surveillance of a trial concludes. Nothing is written by FHIR.",
        "software": {"name": "graftwatch"},
        "implementation": {"description": "graftwatch", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Unknown parameters are refused; Prefer: handling=lenient passes them over.",
                "security": {"cors": False, "description": _SECURITY},
                "resource": [
                    _resource(
                        "DetectedIssue", f"Events, and suspicions without one. {_STATUS}{_GONE}", ISSUE_PARAMETERS
                    ),
                    _resource("Flag", f"Signals: active while open, inactive once closed. {_GONE}", FLAG_PARAMETERS),
                ],
            }
        ],
    }


def _resource(kind: str, about: str, parameters: Mapping[str, Parameter]) -> Resource:
    return {
        "type": kind,
        "documentation": about,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalCreate": False,
        "conditionalRead": "not-match",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["logical"],
        "searchParam": [_parameter(name, one) for name, one in parameters.items() if ":" not in name],
    }


def _parameter(name: str, one: Parameter) -> Resource:
    said = {"name": name, "type": one.type, "documentation": one.about}
    return {part: value for part, value in said.items() if value}
