"""The lines of a message as segments: names in small letters, continued segments, text that lost its line ends.

Source: HL7 v2.5.1, chapter 2 (2.5.1 segments, 2.10.2 continuation: ADD continues the segment before it). Time and
memory are those of the text, however many lines of it begin no segment.
"""

import re
from typing import Final

from graftwatch.hl7.finding import MessageFinding
from graftwatch.hl7.segment import Segment, Separators

_NAME_LENGTH: Final = 3
_NAME: Final = re.compile(r"[A-Z][A-Z0-9]{2}")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
# Framing that files and senders leave at the ends of a message.
_FRAMING: Final = "\r\n\x0b\x1c \t\x00"
# Segments of v2.1 to v2.9 that feeds of results, orders and movements hold. In small letters only these are names:
# three small letters before a separator may as well be text.
_SMALL_NAME: Final = re.compile(
    r"ABS|ACC|ADD|AIG|AIL|AIP|AIS|AL1|ARV|BLG|CER|CON|CTD|CTI|DB1|DG1|DRG|DSC|DSP|EQU|ERR|EVN|FT1|GOL|GP1"
    r"|GP2|GT1|IAM|IAR|IN1|IN2|IN3|INV|IPC|MRG|MSA|MSH|NK1|NPU|NTE|OBR|OBX|ORC|ORG|OVR|PAC|PCR|PD1|PDA|PID"
    r"|PR1|PRB|PRD|PRT|PTH|PV1|PV2|QAK|QPD|QRD|QRF|RCP|RDF|RDT|RF1|RGS|ROL|RXA|RXC|RXD|RXE|RXG|RXO|RXR|RXV"
    r"|SAC|SCH|SFT|SHP|SID|SPM|TQ1|TQ2|TXA|UAC|UB1|UB2|VAR|Z[A-Z0-9]{2}"
)


def segments_of(text: str, separators: Separators) -> tuple[list[Segment], list[MessageFinding]]:
    """The segments of a message's text, and what was odd about its lines."""
    lines = text.rstrip(_FRAMING).split("\r") if "\n" not in text else _LINE_END.split(text.rstrip(_FRAMING))
    segments: list[Segment] = []
    odd: _OddLines | None = None
    sign = separators.field
    for line in lines:
        if (line[_NAME_LENGTH : _NAME_LENGTH + 1] in (sign, "")) and _NAME.fullmatch(line, 0, _NAME_LENGTH):
            name = line[:_NAME_LENGTH]
            if name != "ADD" or len(segments) <= 1:
                segments.append(Segment(name, len(segments) + 1, line, separators))
                continue
        elif not line.strip():
            continue
        odd = odd or _OddLines(segments, separators)
        odd.take(line)
    return segments, odd.settled() if odd else []


class _OddLines:
    """Lines that are no segments of their own; their text is joined once, at the end."""

    def __init__(self, segments: list[Segment], separators: Separators) -> None:
        self._segments = segments
        self._separators = separators
        self.more: dict[int, list[str]] = {}
        self.findings: list[MessageFinding] = []

    def take(self, line: str) -> None:
        """A line that does not begin as a segment should."""
        name = line[:_NAME_LENGTH].upper()
        named = line[_NAME_LENGTH : _NAME_LENGTH + 1] == self._separators.field
        if line.startswith("ADD") and (named or line == "ADD"):
            self._find("segment_continued", "ADD continues this segment; its text was joined")
            self._keep("", line[_NAME_LENGTH + 1 :])
        elif not self._segments or (named and _SMALL_NAME.fullmatch(name)):
            self._segments.append(Segment(name, len(self._segments) + 1, name + line[_NAME_LENGTH:], self._separators))
            self._find("segment_name_small", "the name of a segment in small letters was read as if in capitals")
        else:
            self._keep("\n", line)

    def settled(self) -> list[MessageFinding]:
        """Joins what was kept, and says so once a segment."""
        for at, pieces in self.more.items():
            one = self._segments[at]
            self._segments[at] = Segment(one.name, one.line, "".join([one.text, *pieces]), one.separators)
            if any(piece == "\n" for piece in pieces[::2]):
                place = f"after segment {one.line} ({one.name})"
                why = "a line that begins no segment was read as text before it"
                self.findings.append(MessageFinding("line_without_segment", place, why))
        return self.findings

    def _keep(self, joint: str, text: str) -> None:
        self.more.setdefault(len(self._segments) - 1, []).extend((joint, text))

    def _find(self, kind: str, text: str) -> None:
        last = self._segments[-1]
        one = MessageFinding(kind, f"segment {last.line} ({last.name})", text)
        if not self.findings or self.findings[-1] != one:
            self.findings.append(one)
