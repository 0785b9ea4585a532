"""Blood cultures as different laboratories write them: versions, segments, codes, words, character sets, files.

Every message here means the same or nearly the same thing, blood of 4 June 2026 that grew something or nothing; what
differs is the shape. Values and units stand in `test_value_shapes.py`.
"""

from pathlib import Path

import pytest

from hl7_by_hand import BLOOD_CULTURE, PID, assess, culture, events, open_signals, report_of

AUREUS, COLI = "Staphylococcus aureus", "Escherichia coli"
MSH = "MSH|^~\\&|LIS|HOSP|GW|HOSP|202606061200||ORU^R01|M1|P|2.5.1"
OBR = f"OBR|1|O1^HIS|A1^LIS|{BLOOD_CULTURE}|||202606040800|||||||||||||||202606061200||MB|F"
SPM = "SPM|1|A1||119297000^Blood specimen^SCT|||||||||||||202606040800"
LOCAL_CODES = "code,system,concept,specimen,unit\nBC,L,blood_culture,blood,\nHEM01,,blood_culture,blood,\n"


def written(*segments: str, end: str = "\r") -> str:
    return end.join([*segments, ""])


def grown(*found: str) -> str:
    """The usual message with these OBX (or other) segments."""
    return written(MSH, PID, OBR, *found, SPM)


def obx(value: str, kind: str = "ST", sub_id: str = "1", what: str = BLOOD_CULTURE, status: str = "F") -> str:
    return f"OBX|1|{kind}|{what}|{sub_id}|{value}||||||{status}"


def confirmed(report: dict[str, list[dict[str, object]]]) -> dict[str, list[str]]:
    """Date of event and organisms of each confirmed event."""
    return {
        one["date_of_event"]: sorted(organism["name"] for organism in one["organisms"])
        for one in events(report)
        if one["status"] == "confirmed"
    }


V23 = written(
    "MSH|^~\\&|MICRO|HOSP|||20260606120000||ORU^R01|77|P|2.3",
    "PID|||10001^^^HOSP||INVENTED^PERSON",
    "OBR|1|P88|F99|BC^BLOOD CULTURE^L|||20260604080000||||||||BLOOD^ARM|||||||20260606120000||MB|F",
    "OBX|1|CE|BC^BLOOD CULTURE^L|1|SAU^Staphylococcus aureus^L||||||F",
)
OUL = written(
    "MSH|^~\\&|LIS|HOSP|||20260606120000||OUL^R22^OUL_R22|78|P|2.5.1",
    PID,
    "PV1|1|I|W5",
    "SPM|1|^SP001&LIS||BLD^Blood^HL70487|||||||||||||20260604080000|20260604083000",
    f"OBR|1||SP001^LIS|{BLOOD_CULTURE}||||||||||||||||||20260606120000||MB|F",
    "OBX|1|CWE|600-7^Bacteria identified^LN|1|3092008^Staphylococcus aureus^SCT||||||F|||20260604080000",
)
GROUPS = written(
    MSH,
    PID,
    OBR,
    obx("3092008^Staphylococcus aureus^SCT", "CWE", "1"),
    obx("2+", "ST", "1", "QTY^Quantity^L"),
    obx("112283007^Escherichia coli^SCT", "CWE", "2"),
    obx("few", "ST", "2", "QTY^Quantity^L"),
    SPM,
    "OBR|2|O1^HIS|A1S^LIS|29576-6^Bacterial susceptibility panel^LN|||202606040800|||||||||||||||202606061200||MB|F"
    "|600-7&Bacteria identified&LN^1^Staphylococcus aureus|||O1&HIS^A1&LIS",
    obx("R", "ST", "1", "6932-8^Penicillin [Susceptibility]^LN"),
    obx("S", "ST", "2", "18864-9^Ampicillin [Susceptibility]^LN"),
)
WITH_STAIN = written(
    MSH,
    PID,
    "OBR|1|O1^HIS|A1^LIS|664-3^Gram stain^LN|||202606040800|||||||||||||||202606051200||MB|F",
    "OBX|1|ST|664-3^Gram stain^LN|1|Gram positive cocci in clusters||||||F",
    OBR.replace("OBR|1", "OBR|2"),
    obx(AUREUS),
    SPM,
)
DELIMITERS = grown(obx("3092008^Staphylococcus aureus^SCT", "CWE")).translate(str.maketrans("|^~&", "#*!%"))
ZED = grown("ZBX|1|anything|^~", obx(AUREUS), "ZZZ").replace("\rPID", "\rZID|9|10002^^^HOSP\rPID")

SHAPES = [
    pytest.param(V23, [AUREUS], id="2.3: source in OBR-15, collection in OBR-7, a local code"),
    pytest.param(OUL, [AUREUS], id="OUL^R22: the specimen leads, with number, type and collection"),
    pytest.param(GROUPS, [COLI, AUREUS], id="organisms by OBX-4 with quantities, and a susceptibility report"),
    pytest.param(
        grown(
            obx("Detected", sub_id="", what="BC1^Staphylococcus aureus DNA^L"),
            obx("Not detected", sub_id="", what="BC2^Escherichia coli DNA^L"),
        ),
        [AUREUS],
        id="a panel of organisms, each detected or not",
    ),
    pytest.param(
        grown(
            obx("10828004^Positive^SCT", "CWE", "", "BC1^Staphylococcus aureus^L"),
            obx("260415000^Not detected^SCT", "CWE", "", "BC2^Escherichia coli^L"),
        ),
        [AUREUS],
        id="a panel with coded results",
    ),
    pytest.param(
        grown(obx(AUREUS, sub_id="1", status="W"), obx(COLI, sub_id="2")), [COLI], id="one of two organisms withdrawn"
    ),
    pytest.param(WITH_STAIN, [AUREUS], id="gram stain and culture in one message"),
    pytest.param(grown(obx(AUREUS)), [AUREUS], id="organism as a string"),
    pytest.param(grown(obx("3092008^^SCT", "CWE")), [AUREUS], id="a code without a name"),
    pytest.param(grown(obx("SA^S. aureus^L^3092008^Staphylococcus aureus^SCT", "CWE")), [AUREUS], id="alternate code"),
    pytest.param(grown(obx("60875001^Staph aureus^SCT", "CE")), [], id="a code wins over its text: a single commensal"),
    pytest.param(grown(obx("1301^MSSA^JANIS", "CWE")), [AUREUS], id="JANIS 1301"),
    pytest.param(grown(obx("1303^MRSA^JANIS", "CWE")), [AUREUS], id="JANIS 1303 is MRSA"),
    pytest.param(grown(obx("2001^大腸菌^JANIS", "CWE")), [COLI], id="JANIS 2001 with a Japanese name"),
    pytest.param(grown(obx("SAUR^Staph. aureus (MRSA)^L", "CWE")), [AUREUS], id="a local code with a readable name"),
    pytest.param(grown(obx("S.aureus (MRSA)")), [AUREUS], id="abbreviated"),
    pytest.param(grown(obx("Escherichia coli ESBL+")), [COLI], id="with its resistance"),
    pytest.param(grown(obx("大腸菌")), [COLI], id="Japanese in UTF-8"),
    pytest.param(grown(obx("Heavy growth of Staphylococcus aureus")), [AUREUS], id="heavy growth of"),
    pytest.param(grown(obx("Staphylococcus aureus in 2 of 2 bottles")), [AUREUS], id="in so many bottles"),
    pytest.param(
        grown(obx("Positive blood culture", "TX", ""), obx(AUREUS, "TX", ""), obx("Sensitivities to follow", "TX", "")),
        [AUREUS],
        id="text over several OBX",
    ),
    pytest.param(
        grown(obx("Growth after 14 hours\\.br\\Staphylococcus aureus\\.br\\Phoned to ward", "FT")),
        [AUREUS],
        id="formatted text with line breaks",
    ),
    pytest.param(grown(obx("See comment"), f"NTE|1|L|{AUREUS}"), [AUREUS], id="the organism stands in a note"),
    pytest.param(
        grown(obx("3092008^Staphylococcus aureus^SCT~112283007^Escherichia coli^SCT", "CWE")),
        [COLI, AUREUS],
        id="repetitions in OBX-5",
    ),
    pytest.param(grown(obx("Staphylococcus\\X20\\aureus")), [AUREUS], id="a hexadecimal escape"),
    pytest.param(grown(obx("S. aureus \\T\\ E. coli")), [COLI, AUREUS], id="two organisms around an escaped ampersand"),
    pytest.param(grown(obx("No growth to date", status="P")), [], id="no growth to date"),
    pytest.param(grown(obx("No growth after 5 days")), [], id="no growth after five days"),
    pytest.param(grown(obx("Negative")), [], id="negative"),
    pytest.param(grown(obx("発育を認めず")), [], id="no growth in Japanese"),
    pytest.param(grown(obx("陰性")), [], id="negative in Japanese"),
    pytest.param(grown(obx("CNS in 1 of 4 bottles, probable contaminant")), [], id="one commensal with a comment"),
    pytest.param(ZED, [AUREUS], id="Z segments anywhere"),
    pytest.param(DELIMITERS, [AUREUS], id="other delimiters"),
    pytest.param(grown(obx(AUREUS)).replace("\r", "\n"), [AUREUS], id="LF ends segments"),
    pytest.param(grown(obx(AUREUS)).replace("\r", "\r\n"), [AUREUS], id="CRLF ends segments"),
    pytest.param("\ufeff" + grown(obx(AUREUS)), [AUREUS], id="a byte order mark"),
    pytest.param("\n\n" + grown(obx(AUREUS)) + "\n\n", [AUREUS], id="empty lines around"),
    pytest.param(
        written(MSH, PID, OBR.replace(BLOOD_CULTURE, f"HEM01^Hemokultur^L^{BLOOD_CULTURE}"), obx(AUREUS), SPM),
        [AUREUS],
        id="LOINC as the alternate code of the order",
    ),
    pytest.param(
        written(MSH, PID, OBR.replace("202606040800", "202606031600+0000"), obx(AUREUS)),
        [AUREUS],
        id="collection with a zone: the hospital's calendar day",
    ),
    pytest.param(
        written(MSH, PID, OBR.replace("202606040800", "20260604"), obx(AUREUS)), [AUREUS], id="collection by date only"
    ),
    pytest.param(
        written(
            MSH, PID, OBR, obx(AUREUS, what="11475-1^Microorganism identified in Specimen by Culture^LN"), SPM
        ).replace(BLOOD_CULTURE, "11475-1^Microorganism identified in Specimen by Culture^LN"),
        [AUREUS],
        id="a culture of any specimen, whose specimen is blood",
    ),
    pytest.param(
        grown(obx(AUREUS)).replace(BLOOD_CULTURE, "11475-1^Culture^LN").replace("119297000^Blood", "122575003^Urine"),
        [],
        id="a culture of urine",
    ),
    pytest.param(
        grown(obx(AUREUS))
        .replace(BLOOD_CULTURE, "11475-1^Culture^LN")
        .replace("119297000^Blood specimen", "119312009^Catheter tip specimen"),
        [],
        id="a culture of a catheter's tip",
    ),
    pytest.param(
        grown(obx(AUREUS)).replace("10001^^^HOSP^MR", "555^^^OTHER^MR~10001^^^HOSP^MR~9^^^GOV^NI"),
        [AUREUS],
        id="the identifier is the second of three",
    ),
    pytest.param(grown(obx(AUREUS)).replace("10001^^^HOSP", "10001^^^CLINIC"), [], id="another authority's number"),
    pytest.param(
        grown(obx(AUREUS)).replace("10001^^^HOSP", "10001^^^HOSP&1.2.392.1&ISO"), [AUREUS], id="authority with its OID"
    ),
    pytest.param(grown(obx(AUREUS)).replace("ORU^R01", "ORU^R01^ORU_R01"), [AUREUS], id="message structure named"),
    pytest.param(grown(obx('""')), [], id="a deleted value"),
    pytest.param(grown(obx(AUREUS) + "|" * 30 + "surplus"), [AUREUS], id="surplus fields"),
]


@pytest.mark.parametrize(("text", "organisms"), SHAPES)
def test_shape(tmp_path: Path, text: str, organisms: list[str]) -> None:
    report = report_of(assess(tmp_path, [text], codes=LOCAL_CODES))
    assert confirmed(report) == ({"2026-06-04": sorted(organisms)} if organisms else {})
    assert not [one for one in events(report) if one["status"] == "unresolved"]
    assert report["unread"] == []


def test_japanese_of_two_byte_characters(tmp_path: Path) -> None:
    """The bytes of 球 hold 0x35 and of other signs 0x7C: a delimiter only outside the escape."""
    text = grown(obx("黄色ブドウ球菌", "ST")).replace("|2.5.1", "|2.5||||||~ISO IR87||ISO 2022-1994")
    text = text.replace("INVENTED^PERSON", "架空^太郎^^^^^L^I")
    report = report_of(assess(tmp_path, [text.encode("iso2022_jp")]))
    assert confirmed(report) == {"2026-06-04": [AUREUS]}


@pytest.mark.parametrize(
    ("charset", "codec"), [("8859/1", "latin-1"), ("UNICODE UTF-8", "utf-8"), ("8859/15", "iso8859_15")]
)
def test_western_character_sets(tmp_path: Path, charset: str, codec: str) -> None:
    text = grown(obx(AUREUS), "NTE|1|L|telefonisch übermittelt").replace("|2.5.1", f"|2.5.1||||||{charset}")
    assert confirmed(report_of(assess(tmp_path, [text.encode(codec)]))) == {"2026-06-04": [AUREUS]}


FIRST, SECOND = culture("0604 0800", AUREUS), culture("0605 0800", COLI, specimen="B1")
FILES = [
    pytest.param(FIRST + SECOND, id="one after another"),
    pytest.param(FIRST.replace("\r", "\n") + "\n" + SECOND.replace("\r", "\n"), id="with an empty line between"),
    pytest.param(f"\x0b{FIRST}\x1c\r\x0b{SECOND}\x1c\r", id="framed as on the wire"),
    pytest.param(f"\x0b{FIRST}\x1c\r\n\x00\x00\x0b{SECOND}\x1c\r", id="framed with bytes between"),
    pytest.param(
        f"FHS|^~\\&|LIS|HOSP\rBHS|^~\\&|LIS|HOSP\r{FIRST}{SECOND}BTS|2\rFTS|1\r",
        id="a batch with file and batch headers",
    ),
    pytest.param(SECOND + FIRST + FIRST, id="out of order and repeated"),
]


@pytest.mark.parametrize("text", FILES)
def test_several_messages_in_a_file(tmp_path: Path, text: str) -> None:
    report = report_of(assess(tmp_path, [text]))
    assert confirmed(report) == {"2026-06-04": [COLI, AUREUS]}
    assert report["unread"] == []


UNREADABLE = [
    pytest.param(b"PK\x03\x04 no HL7 at all", "no message", id="garbage"),
    pytest.param(b"", "", id="an empty file"),
    pytest.param(grown(obx(AUREUS)).replace("|M1|", "||").encode(), "MSH-10", id="no control id"),
    pytest.param(grown(obx("Sÿ\udcff")).encode("utf-8", "surrogateescape"), "", id="bytes of no character"),
    pytest.param(written(MSH, OBR, obx(AUREUS)).encode(), "PID-3", id="no patient"),
    pytest.param(b"MSH|^~\\&", "", id="cut after the delimiters"),
]


@pytest.mark.parametrize(("content", "reason"), UNREADABLE)
def test_what_cannot_be_read_is_listed_and_the_rest_is_read(tmp_path: Path, content: bytes, reason: str) -> None:
    report = report_of(assess(tmp_path, [content, culture("0605 0800", COLI, specimen="B1")]))
    assert confirmed(report) == {"2026-06-05": [COLI]}
    assert [Path(one["file"]).name for one in report["unread"]] == ["00.hl7"]
    assert reason in report["unread"][0]["reason"]


def test_an_indented_segment_is_told(tmp_path: Path) -> None:
    report = report_of(assess(tmp_path, [grown(obx(AUREUS)).replace("\rOBX", "\r OBX")]))
    assert "begins no segment" in str(report["unread"])


def test_an_impossible_date_is_reported_and_never_guessed(tmp_path: Path) -> None:
    text = grown(obx(AUREUS)).replace("202606040800", "202606310800")
    report = report_of(assess(tmp_path, [text, SECOND]))
    assert confirmed(report) == {"2026-06-05": [COLI]}
    assert [one["status"] for one in events(report) if one["status"] != "confirmed"] == ["unresolved"]
    assert {one["reason"].split()[2] for one in report["unread"]} == {"OBR-7", "SPM-17"}


def test_what_nobody_mapped_is_listed_with_its_count(tmp_path: Path) -> None:
    text = grown(obx("Fantasibacter nusquam")).replace(BLOOD_CULTURE, "ZZBC^Kweek^99LAB")
    report = report_of(assess(tmp_path, [text, text.replace("|M1|", "|M2|").replace("A1", "A2")]))
    assert [(one["code"].split("^")[0], one["count"]) for one in report["unmapped"] if one["field"] == "OBR-4"] == [
        ("ZZBC", 2)
    ]


@pytest.mark.parametrize(
    "text", ["Positive, identification to follow", "Gram positive cocci in clusters", "GPC", "陽性"]
)
def test_growth_without_a_name_is_a_suspicion(tmp_path: Path, text: str) -> None:
    message = grown(obx(text, status="P")).replace("MB|F", "MB|P")
    report = report_of(assess(tmp_path, [message], now="2026-06-06T13:00:00+09:00"))
    assert "bsi.suspected" in open_signals(report)
    assert confirmed(report) == {}


@pytest.mark.parametrize(
    "line", ["No Staphylococcus aureus isolated", "Negative for MRSA", "MRSA not detected", "No MRSA detected"]
)
def test_an_organism_that_was_not_found_is_none(tmp_path: Path, line: str) -> None:
    """Whether anything else grew, such a report does not say: somebody may have to look, nothing is concluded."""
    report = report_of(assess(tmp_path, [grown(obx(line))]))
    assert {one["status"] for one in events(report)} <= {"unresolved"}
    assert not [name for one in events(report) for name in one["organisms"]]


def test_a_code_that_nobody_knows_is_reviewed_and_listed(tmp_path: Path) -> None:
    report = report_of(assess(tmp_path, [grown(obx("ZZ77^^99LAB", "CWE"))]))
    assert [one["status"] for one in events(report)] == ["unresolved"]
    assert "ZZ77" in str(report["unmapped"])


def test_a_correction_told_in_words(tmp_path: Path) -> None:
    words = "CORRECTED REPORT: previously reported as Staphylococcus aureus, now Staphylococcus epidermidis"
    corrected = grown(obx(words, "TX", status="C")).replace("|M1|", "|M2|")
    found = events(report_of(assess(tmp_path, [grown(obx(AUREUS)), corrected])))
    assert [(one["status"], one["organisms"][0]["name"]) for one in found] == [
        ("contaminant", "Staphylococcus epidermidis")
    ]


SS_MIX2 = written(
    "MSH|^~\\&|LIS|HOSP|EHR|HOSP|20260606120000||OUL^R22^OUL_R22|J1|P|2.5||||||~ISO IR87||ISO 2022-1994",
    "PID|0001||10001^^^HOSP^PI||架空^花子^^^^^L^I||19670321|F",
    "SPM|1|SP77||017^血液^JC10|||||||||||||20260604080000|20260604090000",
    "OBR|1|O77|F77|6B0100000017000^一般細菌培養同定 血液^JC10|||||||||||||||||||20260606120000||MB|F",
    "ORC|RE|O77",
    "OBX|1|CWE|6B010000001700014^菌名^JC10|01|1301^Staphylococcus aureus^JANIS||||||F",
    "OBX|2|ST|6B010000001700011^菌量^JC10|01|3+||||||F",
    "OBX|3|CWE|6B010000001700014^菌名^JC10|02|2001^大腸菌^JANIS||||||F",
    "OBX|4|ST|6B010000001700011^菌量^JC10|02|少数||||||F",
    "NTE|1|L|゛検査室へ連絡゛｜＾＆",
)


def test_a_culture_from_standard_storage(tmp_path: Path) -> None:
    report = report_of(assess(tmp_path, [SS_MIX2.encode("iso2022_jp")]))
    assert confirmed(report) == {"2026-06-04": [COLI, AUREUS]}
