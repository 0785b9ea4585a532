"""HL7 messages as a laboratory or ward would write them, for cases by hand: segments in, bytes out."""

from collections.abc import Sequence

PATIENT = "1001^^^HOSP^MR"


def message(control_id: str, sent_at: str, kind: str, *segments: str, charset: str = "UNICODE UTF-8") -> bytes:
    """A message of these segments behind its MSH; segments end with CR."""
    header = rf"MSH|^~\&|LAB|HOSP|GW|TRIAL|{sent_at}||{kind}|{control_id}|P|2.5.1||||||{charset}"
    return "\r".join((header, *segments, "")).encode()


def blood_culture(
    control_id: str,
    *,
    collected: str,
    reported: str,
    found: Sequence[str],
    status: str = "F",
    specimen: str = "SP1",
    patient: str = PATIENT,
) -> bytes:
    """An ORU^R01 of one blood culture: OBX-5 of each finding as it stands (CWE)."""
    code = "600-7^Bacteria identified in Blood by Culture^LN"
    results = [f"OBX|{n}|CWE|{code}|{n}|{one}||||||{status}|||{collected}" for n, one in enumerate(found, 1)]
    return message(
        control_id,
        reported,
        "ORU^R01^ORU_R01",
        f"PID|1||{patient}||SAMPLE^PERSON||19670321|F",
        f"OBR|1|ORD-{specimen}|FIL-{specimen}|{code}|||{collected}|||||||||||||||{reported}||MB|{status}",
        *results,
        f"SPM|1|{specimen}||119297000^Blood specimen^SCT|||||||||||||{collected}",
    )


def observation(control_id: str, taken: str, code: str, value: str, unit: str) -> bytes:
    """An ORU^R01 of one number: OBX-3, OBX-5 and OBX-6 as they stand."""
    return message(
        control_id,
        taken,
        "ORU^R01^ORU_R01",
        f"PID|1||{PATIENT}||SAMPLE^PERSON",
        f"OBR|1|ORD-{control_id}|FIL-{control_id}|{code}|||{taken}|||||||||||||||{taken}|||F",
        f"OBX|1|NM|{code}||{value}|{unit}|||||F|||{taken}",
    )


def admission(control_id: str, admitted: str) -> bytes:
    """An ADT^A01."""
    return message(
        control_id,
        admitted,
        "ADT^A01^ADT_A01",
        f"EVN|A01|{admitted}",
        f"PID|1||{PATIENT}||SAMPLE^PERSON",
        f"PV1|1|I|5W^501^1||||||||||||||||V100^^^HOSP^VN|||||||||||||||||||||||||{admitted}",
    )
