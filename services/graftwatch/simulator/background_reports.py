"""Results of the background in the dialects that differ most: old, new, Japanese, at the bedside, and documents.

ORU^R01 of v2.3 with comparators in ST and SN, of v2.8 with participation and Z segments, of ISO 2022 systems;
ORU^R30 at the bedside; OUL^R22 with JANIS codes and amounts; radiology as lines of prose; MDM^T02 and reports as
documents in base64, of which a few are as large as real ones. Source: HL7 v2.3, v2.5, v2.6 and v2.8, chapters 7 and 9.
"""

import base64
from random import Random
from typing import Final

from graftwatch.simulator.background_kinds import Kind, Moment
from graftwatch.simulator.segments import (
    BEDSIDE,
    DOCUMENTS,
    ISO_2022_CHEMISTRY,
    ISO_2022_MICROBIOLOGY,
    ISO_2022_WARDS,
    NEW_CHEMISTRY,
    OLD_CHEMISTRY,
    RADIOLOGY,
)

DOCUMENT_BYTES: Final = 75_000
"""Of a scanned page or two: 100 kB in base64."""
_SMALL_DOCUMENT_BYTES: Final = 1_500
_SHORTEST: Final = 0.6  # of the longest document


def _old_panel(moment: Moment) -> str:
    """v2.3: specimen in OBR-15, comparators and words where numbers are expected, notes between the lines."""
    chance, at, order = moment.random, moment.time, f"OL{moment.number}"
    return (
        f"ORC|RE|{order}|{order}F\r"
        f"OBR|1|{order}|{order}F|CHEM^CHEMISTRY^L|||{at}||||||||SER^SERUM|||||||{at}||CH|F\r"
        f"OBX|1|SN|CRP^C-REACTIVE PROTEIN^L||<^{chance.randint(1, 5)}|MG/L|0-5||||F\r"
        f"OBX|2|ST|TROP^TROPONIN^L||> {chance.randint(40, 90)}|NG/L|0-14|H|||F\r"
        f"OBX|3|NM|GLU^GLUCOSE^L||{chance.randint(60, 260)}|MG/DL|70-110|N|||F\r"
        "NTE|1|L|SPECIMEN SLIGHTLY HAEMOLYSED\rNTE|2|L|RESULT CHECKED\r"
        "OBX|4|ST|HBSAG^HEPATITIS B SURFACE ANTIGEN^L||NEGATIVE|||N|||F\r"
        f"OBX|5|SN|TITRE^ANTIBODY TITRE^L||^1^:^{2 ** chance.randint(2, 9)}|||N|||F\r"
    )


def _new_panel(moment: Moment) -> str:
    """v2.8: participation, long OBX, a Z segment inside the group."""
    chance, at, order = moment.random, moment.time, f"NL{moment.number}"
    who = "D31^Invented^Doctor^^^^^^NEWLAB&2.999.2&ISO"
    return (
        f"ORC|RE|{order}^CPOE|{order}F^NEWLAB|||||||||{who}\r"
        f"OBR|1|{order}^CPOE|{order}F^NEWLAB|24323-8^Comprehensive metabolic panel^LN|||{at}"
        f"|||||||||{who}||||||{at}||LAB|F\r"
        f"PRT|1|UC||PI^Primary interpreter^HL70912|{who}\r"
        f"OBX|1|NM|2951-2^Sodium^LN||{chance.randint(128, 148)}|mmol/L^^UCUM|135-145||||F|||{at}|||||{at}\r"
        "ZLB|1|ANALYSER-7|RERUN\r"
        f"OBX|2|NM|2823-3^Potassium^LN||{chance.uniform(3, 5.6):.1f}|mmol/L^^UCUM|3.5-5.1||||F|||{at}\r"
        f"OBX|3|SN|48642-3^GFR^LN||>^{chance.randint(60, 90)}|mL/min/{{1.73_m2}}^^UCUM|||||F|||{at}\r"
        f"SPM|1|{order}&CPOE^{order}B&NEWLAB||SER^Serum^HL70487|||||||||||||{at}\r"
    )


def _japanese_panel(moment: Moment) -> str:
    chance, at, order = moment.random, moment.time, f"JL{moment.number}"
    return (
        f"ORC|RE|{order}|{order}F\r"
        f"OBR|1|{order}|{order}F|E001^生化学検査^99O03|||{at}|||||||||||||||{at}|||F\r"
        f"OBX|1|NM|3B035000002327201^AST(GOT)^JC10||{chance.randint(10, 90)}|U/L||N|||F\r"
        f"OBX|2|NM|5C070000002306201^CRP^JC10||{chance.uniform(0.1, 9):.2f}|mg/dL||N|||F\r"
        f"OBX|3|ST|3A010000002327101^総蛋白^JC10||` {chance.uniform(5, 8):.1f}`|g/dL||N|||F\r"
        "NTE|1|L|溶血（＋）ｻﾝﾌﾟﾙ再検\r"
        f"SPM|1|{order}||023^血清^JC10|||||||||||||{at}\r"
    )


def _japanese_chart(moment: Moment) -> str:
    chance, at, order = moment.random, moment.time, f"JV{moment.number}"
    return (
        f"ORC|RE|{order}|{order}F\rOBR|1|{order}|{order}F|VITAL^バイタルサイン^L|||{at}|||||||||||||||{at}|||F\r"
        f"OBX|1|NM|9P100000000000001^体温^JC10||{chance.uniform(35.6, 38.9):.1f}|℃|||||F|||{at}\r"
        f"OBX|2|NM|9A751000000000001^収縮期血圧^JC10||{chance.randint(92, 168)}|mmHg|||||F|||{at}\r"
    )


def _japanese_culture(moment: Moment) -> str:
    """OUL^R22: organism and amount joined by OBX-4, susceptibilities by OBR-26."""
    at, number = moment.time, moment.number
    janis, name = moment.random.choice((("2001", "Escherichia coli"), ("1301", "S. aureus"), ("4001", "緑膿菌")))
    code = "6B010000006100014^培養同定検査^JC10"
    return (
        f"SPM|1|J{number}^B{number}||061^喀痰^JC10|||||||||||||{at}\r"
        f"OBR|1|J{number}|FJ{number}|{code}|||{at}|||||||||||||||{at}||MB|F\rORC|RE|J{number}|FJ{number}\r"
        f"OBX|1|CWE|{code}|1|{janis}^{name}^JANIS||||||F\r"
        "OBX|2|ST|6B010000006100011^菌量^JC10|1|` 3 +`||||||F\r"
        f"OBR|2|J{number}|FJ{number}-S|6C205000006100001^薬剤感受性^JC10|||{at}|||||||||||||||{at}||MB|F"
        f"|{code.replace('^', '&')}^1^{name}|||J{number}&^FJ{number}&\rORC|RE|J{number}|FJ{number}-S\r"
        "OBX|1|ST|1266^MEPM^JANIS|1|<=0.25|||S|||F\rOBX|2|ST|1603^LVFX^JANIS|1|>4|||R|||F\r"
    )


def _bedside(moment: Moment) -> str:
    chance, at, order = moment.random, moment.time, f"BV{moment.number}"
    return (
        f"ORC|NW|{order}|{order}F\rOBR|1|{order}|{order}F|VITALS^Vital signs^L|||{at}|||||||||||||||{at}|||F\r"
        f"OBX|1|NM|8310-5^Body temperature^LN||{chance.uniform(35.8, 38.8):.1f}|Cel|||||F|||{at}\r"
        f"OBX|2|NM|8867-4^Heart rate^LN||{chance.randint(52, 128)}|/min|||||F|||{at}\r"
        f"OBX|3|NM|59408-5^Oxygen saturation^LN||{chance.randint(89, 100)}|%|||||F|||{at}\r"
    )


_PROSE: Final = (
    "Clinical question: exclusion of pneumonia.",
    "Technique: chest x-ray, supine.",
    "Findings: no consolidation, no effusion; heart of normal size.",
    "Central line with its tip in the superior vena cava.",
    "Überlagerung durch Elektroden.",
    "Impression: no acute finding.",
)


def _radiology(moment: Moment) -> str:
    order, at = f"RA{moment.number}", moment.time
    lines = "".join(f"OBX|{line}|TX|XRC^Chest x-ray^L|1|{words}||||||F\r" for line, words in enumerate(_PROSE, 1))
    return (
        f"ORC|RE|{order}|{order}F\rOBR|1|{order}|{order}F|XRC^Chest x-ray^L|||{at}|||||||||||||||{at}||RAD|F\r{lines}"
    )


def _document_event(moment: Moment) -> str:
    return f"EVN|T02|{moment.time}\r"


class _Documents:
    """Scanned pages: base64 of bytes that mean nothing."""

    def __init__(self, random: Random) -> None:
        self._text = base64.b64encode(random.randbytes(DOCUMENT_BYTES)).decode()

    def _encoded(self, moment: Moment, most: int) -> str:
        length = round(most * moment.random.uniform(_SHORTEST, 1)) // 3 * 4
        return f"^application^pdf^Base64^{self._text[:length]}"

    def letter(self, moment: Moment) -> str:
        """MDM^T02: a letter with a document of some pages."""
        number, at = moment.number, moment.time
        return (
            f"TXA|1|DS^Discharge summary^HL70270|AP|{at}||{at}|||||D{number}||||letter.pdf|AU\r"
            f"OBX|1|ED|18842-5^Discharge summary^LN|1|{self._encoded(moment, _SMALL_DOCUMENT_BYTES)}||||||F\r"
        )

    def note(self, moment: Moment) -> str:
        """MDM^T02: a note in words."""
        number, at = moment.number, moment.time
        return (
            f"TXA|1|PN^Progress note^HL70270|TX|{at}||{at}|||||N{number}|||||AU\r"
            "OBX|1|FT|11506-3^Progress note^LN|1|Seen on the ward.\\.br\\Afebrile \\T\\ well.\\.br\\Continue||||||F\r"
        )

    def scan(self, moment: Moment) -> str:
        """ORU^R01 with a scanned report."""
        order, at = f"SC{moment.number}", moment.time
        return (
            f"ORC|RE|{order}|{order}F\rOBR|1|{order}|{order}F|ECG^Electrocardiogram^L|||{at}|||||||||||||||{at}||EC|F\r"
            f"OBX|1|ED|11524-6^EKG study^LN|1|{self._encoded(moment, DOCUMENT_BYTES)}||||||F\r"
        )


def reports(random: Random) -> tuple[Kind, ...]:
    """The kinds, with documents of their own."""
    documents = _Documents(random)
    return (
        Kind(40, OLD_CHEMISTRY, "ORU^R01", _old_panel),
        Kind(30, NEW_CHEMISTRY, "ORU^R01^ORU_R01", _new_panel),
        Kind(30, ISO_2022_CHEMISTRY, "ORU^R01^ORU_R01", _japanese_panel),
        Kind(15, ISO_2022_WARDS, "ORU^R01^ORU_R01", _japanese_chart),
        Kind(15, ISO_2022_MICROBIOLOGY, "OUL^R22^OUL_R22", _japanese_culture),
        Kind(40, BEDSIDE, "ORU^R30^ORU_R30", _bedside),
        Kind(20, RADIOLOGY, "ORU^R01", _radiology),
        Kind(10, DOCUMENTS, "MDM^T02^MDM_T02", documents.note, _document_event),
        Kind(5, DOCUMENTS, "MDM^T02^MDM_T02", documents.letter, _document_event),
        Kind(4, DOCUMENTS, "ORU^R01^ORU_R01", documents.scan),
    )
