"""One message structure as an HL7 v2 conformance profile: a Static Definition in XML.

Source: HL7 v2.5.1 chapter 2.12 (conformance using message profiles; 2.12.10 the form of the document). Structure, data
types and names of the fields are the standard's, as hl7apy has them; usage is that of `fields_read`. The profile is
constrainable: what is left out, and fields of usage O, may be sent; nobody looks at them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hl7apy import load_reference

from graftwatch.hl7.fields_read import FieldRead, Usage, segments_read

VERSION: Final = "2.5.1"
_UNBOUNDED: Final = -1
_SEGMENT_NAMES: Final = {
    "MSH": "Message header",
    "EVN": "Event type",
    "PID": "Patient identification",
    "MRG": "Merge patient information",
    "PV1": "Patient visit",
    "ORC": "Common order",
    "OBR": "Observation request",
    "OBX": "Observation result",
    "NTE": "Notes and comments",
    "SPM": "Specimen",
    "RXA": "Pharmacy administration",
    "RXR": "Pharmacy route",
    "TXA": "Document notification",
}


@dataclass(frozen=True, slots=True)
class Structure:
    """A message structure: MSH-9.1, one trigger event for the profile, MSH-9.3, and what it is for."""

    code: str
    event: str
    structure: str
    purpose: str


STRUCTURES: Final = (
    Structure("ADT", "A01", "ADT_A01", "admission, registration, update, cancelled discharge (A01, A04, A08, A13)"),
    Structure("ADT", "A02", "ADT_A02", "transfer"),
    Structure("ADT", "A03", "ADT_A03", "discharge"),
    Structure("ADT", "A11", "ADT_A09", "cancelled admission"),
    Structure("ADT", "A12", "ADT_A12", "cancelled transfer"),
    Structure("ADT", "A40", "ADT_A39", "merge of patient identifiers"),
    Structure("ORU", "R01", "ORU_R01", "results: microbiology, laboratory, vital signs"),
    Structure("ORU", "R30", "ORU_R30", "vital signs from the bedside"),
    Structure("OUL", "R22", "OUL_R22", "results, specimen by specimen"),
    Structure("OML", "O21", "OML_O21", "orders of cultures"),
    Structure("RAS", "O17", "RAS_O17", "doses of immunosuppressants"),
    Structure("MDM", "T02", "MDM_T02", "pathology reports on biopsies, for a person to confirm"),
)


@dataclass(frozen=True, slots=True)
class _Node:
    """One segment, group or field of the standard."""

    name: str
    parts: tuple[Any, ...]  # hl7apy's own nested tuples
    least: int
    most: int
    datatype: str = ""
    long_name: str = ""
    table: str = ""

    @classmethod
    def of(cls, entry: Any) -> "_Node":  # noqa: ANN401 - hl7apy's references are untyped
        name, reference, (least, most), kind = entry
        parts = tuple(reference[1] or ()) if kind in {"SEG", "GRP"} else ()
        described = ["", "", "", *reference[2:5]][-3:] if kind == "FIE" else ("", "", "")
        datatype, long_name, table = (one or "" for one in described)
        return cls(name, parts, least, most, datatype, long_name, table)

    def bounds(self, usage: str) -> dict[str, str]:
        least = self.least if usage == Usage.REQUIRED else 0
        if usage == Usage.REQUIRED:
            least = max(1, least)
        return {"Usage": usage, "Min": str(least), "Max": "*" if self.most == _UNBOUNDED else str(self.most)}


def static_definition(one: Structure) -> str:
    """The profile of a structure as an XML document."""
    root = Element("HL7v2xConformanceProfile", HL7Version=VERSION, ProfileType="Constrainable")
    _meta_data(root, f"graftwatch {one.structure}")
    SubElement(root, "UseCase").text = f"The hospital sends {one.code}^{one.event}: {one.purpose}."
    SubElement(SubElement(root, "Encodings"), "Encoding").text = "ER7"
    SubElement(root, "DynamicDef", AccAck="AL", AppAck="NE", MsgAckMode="Immediate")
    held = {"MsgType": one.code, "EventType": one.event, "MsgStructID": one.structure}
    static = SubElement(root, "HL7v2xStaticDef", {**held, "EventDesc": one.purpose, "Role": "Receiver"})
    _meta_data(static, one.structure)
    for entry in load_reference(one.structure, "Message", VERSION)[1]:
        _add(static, _Node.of(entry), one.structure)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _meta_data(parent: Element, name: str) -> None:
    SubElement(parent, "MetaData", Name=name, OrgName="graftwatch", Version=VERSION, Status="ACTIVE", Topics="")


def _add(parent: Element, node: _Node, structure: str) -> None:
    """A segment that is read, or a group that holds one."""
    fields = segments_read().get(node.name)
    if fields is not None:
        _add_segment(parent, node, fields)
    elif any(_is_read(part) for part in node.parts):
        usage = Usage.REQUIRED if node.least else Usage.WHERE_KNOWN
        name = node.name.removeprefix(f"{structure}_")
        named = {"Name": name, "LongName": name.replace("_", " ").title()}
        group = SubElement(parent, "SegGroup", named | node.bounds(usage))
        for part in node.parts:
            _add(group, _Node.of(part), structure)


def _is_read(entry: Any) -> bool:  # noqa: ANN401 - as above
    node = _Node.of(entry)
    if entry[3] == "GRP":
        return any(_is_read(part) for part in node.parts)
    return node.name in segments_read()


def _add_segment(parent: Element, node: _Node, fields: tuple[FieldRead, ...]) -> None:
    usage = Usage.REQUIRED if node.least else Usage.WHERE_KNOWN
    named = {"Name": node.name, "LongName": _SEGMENT_NAMES[node.name]}
    segment = SubElement(parent, "Segment", named | node.bounds(usage))
    read = {one.number: one for one in fields}
    for number, entry in enumerate(node.parts, 1):
        _add_field(segment, _Node.of(entry), read.get(number))


def _add_field(segment: Element, node: _Node, read: FieldRead | None) -> None:
    withdrawn = node.most == 0
    usage = read.usage.value if read is not None else "X" if withdrawn else "O"
    described = {"Name": node.long_name.replace("_", " ").title(), **node.bounds(usage), "Datatype": node.datatype}
    if node.table:
        described["Table"] = node.table.removeprefix("HL7")
    field = SubElement(segment, "Field", {name: text for name, text in described.items() if text})
    if read is not None:
        SubElement(field, "ImpNote").text = "; ".join(_notes(read))
        if read.usage is Usage.CONDITIONAL:
            SubElement(field, "Predicate").text = read.read_as


def _notes(read: FieldRead) -> Iterator[str]:
    yield read.read_as
    if read.else_:
        yield f"where it is empty: {read.else_}"
