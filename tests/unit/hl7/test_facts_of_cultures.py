"""What microbiology messages mean: growth, organisms, their statuses, the specimen."""

from dataclasses import replace
from datetime import date

import pytest

from graftwatch.facts import ClinicalTime, Growth, Isolate, MicrobiologyReport, ReportKind, Status
from hl7_messages import LAB, facts, finding_kinds, message, obr, obx, report, spm, understood

S_AUREUS = "3092008^Staphylococcus aureus^SCT"
S_EPIDERMIDIS = "60875001^Staphylococcus epidermidis^SCT"
GRAM = "664-3^Gram stain^LN"


def organisms(of: MicrobiologyReport) -> list[tuple[str | None, Status]]:
    return [(one.organism, one.status) for one in of.isolates]


def test_a_positive_bottle_before_anything_is_named() -> None:
    said = report(message(obr(status="P"), obx("Positive, identification to follow", status="P")))
    assert (said.kind, said.specimen_type, said.growth) == (ReportKind.CULTURE, "blood", Growth.POSITIVE)
    assert (said.isolates, said.status) == ((), Status.PRELIMINARY)
    assert said.collected is not None
    assert said.collected.on == date(2026, 6, 3)


@pytest.mark.parametrize(
    ("text", "status", "growth"),
    [
        pytest.param("No growth to date", "P", Growth.NONE_TO_DATE, id="no growth to date"),
        pytest.param("No growth at 24 hours", "P", Growth.NONE_TO_DATE, id="no growth so far, by its status"),
        pytest.param("No growth after 5 days", "F", Growth.NONE, id="no growth, final"),
        pytest.param("NG5D", "F", Growth.NONE, id="abbreviated"),
        pytest.param("Negative", "F", Growth.NONE, id="negative"),
        pytest.param("発育を認めず", "F", Growth.NONE, id="Japanese: no growth"),
        pytest.param("菌の発育を認めず", "P", Growth.NONE_TO_DATE, id="Japanese: no growth so far"),
        pytest.param("Culture in progress", "P", Growth.PENDING, id="in progress"),
        pytest.param("Specimen rejected, please recollect", "F", Growth.NOT_DONE, id="no fit specimen"),
        pytest.param("Physician notified", "F", Growth.UNKNOWN, id="a remark says nothing of growth"),
        pytest.param("Mixed skin flora", "F", Growth.UNKNOWN, id="flora is no named growth"),
        pytest.param("Mixed growth of 3 or more organisms", "F", Growth.POSITIVE, id="growth that nobody named"),
        pytest.param("Polymicrobial", "F", Growth.POSITIVE, id="polymicrobial"),
    ],
)
def test_words_without_an_organism(text: str, status: str, growth: Growth) -> None:
    said = report(message(obr(status=status), obx(text, status=status)))
    assert (said.growth, said.isolates) == (growth, ())


@pytest.mark.parametrize(
    ("text", "growth"),
    [
        pytest.param("No growth", Growth.NONE, id="no growth"),
        pytest.param("Positive", Growth.POSITIVE, id="positive"),
    ],
)
@pytest.mark.parametrize("way", ["Aerobe", "Anaerobe"])
def test_the_name_of_a_culture_is_no_organism(way: str, text: str, growth: Growth) -> None:
    code = f"{'17928-3' if way == 'Aerobe' else '17934-1'}^Bacteria identified in Blood by {way} culture^LN"
    said = report(message(obr(code), obx(text, code=code)))
    assert (said.growth, said.isolates) == (growth, ())


@pytest.mark.parametrize(
    ("kind", "value", "name"),
    [
        pytest.param("CWE", S_AUREUS, "Staphylococcus aureus", id="SNOMED CT"),
        pytest.param("CE", "1301^S.aureus^JANIS", "Staphylococcus aureus", id="JANIS"),
        pytest.param(
            "CE", f"SAU^Staph^L^{S_AUREUS}", "Staphylococcus aureus", id="the second triplet is the known one"
        ),
        pytest.param(
            "CE", f"{S_EPIDERMIDIS.replace('epidermidis', 'x')}", "Staphylococcus epidermidis", id="a code wins"
        ),
        pytest.param("CE", "LOCAL7^Escherichia coli^L", "Escherichia coli", id="an unknown code, a known name"),
        pytest.param("ST", "S. aureus (MRSA)", "Staphylococcus aureus", id="a written name"),
        pytest.param(
            "TX", "1 of 2 bottles positive: Staphylococcus epidermidis", "Staphylococcus epidermidis", id="a label"
        ),
        pytest.param(
            "FT", "Heavy growth of Enterococcus faecium (VRE)", "Enterococcus faecium", id="an amount before it"
        ),
        pytest.param("ST", "黄色ブドウ球菌", "Staphylococcus aureus", id="Japanese"),
        pytest.param("TX", "CORRECTED REPORT: Staphylococcus hominis", "Staphylococcus hominis", id="a heading"),
        pytest.param(
            "TX",
            "Previously reported as Staphylococcus epidermidis, corrected to Staphylococcus aureus",
            "Staphylococcus aureus",
            id="only what it was corrected to",
        ),
    ],
)
def test_an_organism_however_written(kind: str, value: str, name: str) -> None:
    said = report(message(obr(), obx(value, kind)))
    assert organisms(said) == [(name, Status.FINAL)]
    assert said.growth is Growth.POSITIVE


@pytest.mark.parametrize(
    "text", ["No Staphylococcus aureus isolated", "Negative for MRSA", "Staphylococcus aureus not isolated"]
)
def test_a_denied_organism_is_none(text: str) -> None:
    assert report(message(obr(), obx(text, "TX"))).isolates == ()


def test_an_unknown_name_stays_unresolved_and_is_listed() -> None:
    found = understood(message(obr(), obx("X1^Weirdococcus novus^L", "CWE")))
    (one,) = found.facts
    assert isinstance(one.statement, MicrobiologyReport)
    assert one.statement.isolates == (Isolate("Weirdococcus novus", None, Status.FINAL),)
    assert one.statement.growth is Growth.POSITIVE
    assert [(each.feed, each.field, each.code, each.text) for each in found.unmapped] == [
        ("lab", "OBX-5", "X1", "Weirdococcus novus")
    ]


def test_two_organisms_around_a_bare_separator_are_both_read() -> None:
    said = report(message(obr(), obx("Escherichia coli & Klebsiella pneumoniae", "CE")))
    assert organisms(said) == [("Escherichia coli", Status.FINAL), ("Klebsiella pneumoniae", Status.FINAL)]


def test_a_bare_code_of_an_unknown_system_stays_unresolved_and_is_listed() -> None:
    found = understood(message(obr(), obx("3092008^^99OWN", "CE")))
    assert organisms(report(message(obr(), obx("3092008^^99OWN", "CE")))) == [(None, Status.FINAL)]
    assert [(each.field, each.code, each.system) for each in found.unmapped] == [("OBX-5", "3092008", "99OWN")]


def test_prose_is_neither_an_organism_nor_listed() -> None:
    prose = "Dr Miller was informed of this result by the laboratory at ten and wants to be called again tomorrow"
    found = understood(message(obr(), obx("Staphylococcus aureus"), obx(prose, "TX")))
    assert "Miller" not in repr(found)


def test_each_organism_has_its_own_status() -> None:
    said = report(
        message(obr(status="P"), obx(S_AUREUS, "CWE", sub_id="1"), obx(S_EPIDERMIDIS, "CWE", sub_id="2", status="P"))
    )
    assert organisms(said) == [
        ("Staphylococcus aureus", Status.FINAL),
        ("Staphylococcus epidermidis", Status.PRELIMINARY),
    ]
    assert said.status is Status.PRELIMINARY


def test_without_a_status_of_its_own_a_result_has_the_reports() -> None:
    assert organisms(report(message(obr(status="F"), obx(S_AUREUS, "CWE", status=""))))[0][1] is Status.FINAL
    assert organisms(report(message(obr(status=""), obx(S_AUREUS, "CWE", status=""))))[0][1] is Status.PRELIMINARY


def test_the_amount_joins_its_organism_by_sub_id() -> None:
    said = report(
        message(
            obr(),
            obx(S_AUREUS, "CWE", sub_id="1"),
            obx("` 3 +`", code="AMT^Amount^L", sub_id="1"),
            obx(S_EPIDERMIDIS, "CWE", sub_id="2"),
        )
    )
    assert [one.quantity for one in said.isolates] == ["3 +", None]


def test_isolates_stand_in_the_reports_order() -> None:
    said = report(message(obr(), obx("Gram positive cocci", sub_id="1"), obx(S_AUREUS, "CWE", sub_id="2")))
    assert [one.organism for one in said.isolates] == ["Gram-positive coccus", "Staphylococcus aureus"]


def test_text_over_several_observations() -> None:
    said = report(message(obr(), obx("1. Escherichia coli", "TX"), obx("2. Klebsiella", "TX"), obx("pneumoniae", "TX")))
    assert [name for name, _ in organisms(said)] == ["Escherichia coli", "Klebsiella pneumoniae"]


def test_text_over_several_notes() -> None:
    said = report(message(obr(), obx("See note", "TX"), "NTE|1||Staphylococcus", "NTE|2||aureus from both bottles"))
    assert organisms(said) == [("Staphylococcus aureus", Status.FINAL)]


def test_notes_do_not_add_to_a_named_organism() -> None:
    said = report(message(obr(), obx(S_AUREUS, "CWE"), "NTE|1||Escherichia coli was seen last week"))
    assert organisms(said) == [("Staphylococcus aureus", Status.FINAL)]


def test_a_gram_stain_is_a_report_of_its_own_on_the_same_specimen() -> None:
    culture, gram = facts(
        message(
            obr(status="P"),
            obx("Positive", status="P"),
            spm("^SP1"),
            obr(GRAM, status="P"),
            obx("Gram positive cocci in clusters", "TX", GRAM, status="P"),
        )
    )
    assert isinstance(culture.statement, MicrobiologyReport)
    assert isinstance(gram.statement, MicrobiologyReport)
    assert (gram.statement.kind, gram.statement.specimen_type) == (ReportKind.GRAM_STAIN, "blood")
    assert gram.statement.specimen == culture.statement.specimen
    assert [(one.reported, one.morphology_only) for one in gram.statement.isolates] == [
        ("Gram positive cocci in clusters", True)
    ]
    assert gram.identity != culture.identity


def test_a_gram_stain_line_inside_the_culture_order() -> None:
    kinds = [one.statement.kind for one in facts(message(obr(), obx("GPC in clusters", "TX", GRAM), obx("Pending")))]  # type: ignore[union-attr]  # both are reports
    assert sorted(kinds) == [ReportKind.CULTURE, ReportKind.GRAM_STAIN]


def test_no_organisms_in_a_gram_stain() -> None:
    said = report(message(obr(GRAM), obx("4+ WBCs; no organisms seen", "TX", GRAM), spm("^S1")))
    assert (said.growth, said.isolates) == (Growth.NONE, ())


def test_a_megabyte_of_text_is_read_in_bounded_time() -> None:
    prose = "previous report said corrected " * 40_000
    said = report(message(obr(), obx("Staphylococcus aureus"), obx(prose, "FT", sub_id="2"), f"NTE|1||{prose}"))
    assert organisms(said) == [("Staphylococcus aureus", Status.FINAL)]


def test_antibiogram_lines_are_no_organisms_and_need_no_mapping() -> None:
    found = understood(
        message(
            obr(),
            obx(S_AUREUS, "CWE", sub_id="1"),
            obx("<=0.5", "ST", "18928-2^Gentamicin^LN", sub_id="1", unit="ug/mL", interpretation="S"),
            obx("R", "ST", "OXA^Oxacillin^L", sub_id="1"),
            obx("^application^pdf^Base64^AAAA", "ED", "PDF^Report^L"),
        )
    )
    (one,) = found.facts
    assert isinstance(one.statement, MicrobiologyReport)
    assert organisms(one.statement) == [("Staphylococcus aureus", Status.FINAL)]
    assert found.unmapped == ()


@pytest.mark.parametrize("status", ["D", "W", "X"])
def test_a_withdrawn_organism_is_left_out(status: str) -> None:
    said = report(message(obr(status="C"), obx(S_AUREUS, "CWE", sub_id="1", status=status), obx(S_EPIDERMIDIS, "CWE")))
    assert organisms(said) == [("Staphylococcus epidermidis", Status.FINAL)]
    assert said.status is Status.CORRECTED


def test_a_final_report_that_takes_a_result_back_is_a_correction() -> None:
    said = report(message(obr(status="F"), obx(S_AUREUS, "CWE", status="D"), obx(S_EPIDERMIDIS, "CWE", sub_id="2")))
    assert said.status is Status.CORRECTED


def test_a_deleted_value_is_withdrawn() -> None:
    assert report(message(obr(status="C"), obx('""', "CWE", status="C"), obx(S_EPIDERMIDIS, "CWE"))).isolates[
        0
    ].organism == ("Staphylococcus epidermidis")


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(message(obr(status="X")), id="the order is cancelled"),
        pytest.param(message("ORC|CA|P1|F1", obr(status="")), id="cancelled by ORC-1"),
        pytest.param(message(obr(status="F"), obx(S_AUREUS, "CWE", status="W")), id="all its results are wrong"),
    ],
)
def test_a_withdrawn_report(frame: bytes) -> None:
    (one,) = facts(frame)
    assert one.version.withdrawn


def test_an_order_that_the_laboratory_has_received_is_a_pending_culture() -> None:
    assert report(message(obr(status="I"))).growth is Growth.PENDING


def test_a_new_status_without_the_result_replaces_nothing() -> None:
    frame = message(obr(status="F"), obx("", "CWE", status="U"))
    assert facts(frame) == ()
    assert finding_kinds(frame) == ["status_without_result"]


def test_a_feed_that_sends_only_changes_makes_one_fact_an_organism() -> None:
    feed = replace(LAB, sends_changes_only=True)
    first = facts(message(obr(), obx(S_AUREUS, "CWE")), feed)
    second = facts(message(obr(), obx(S_EPIDERMIDIS, "CWE")), feed)
    assert first[0].identity != second[0].identity


NEGATIVE = obx("Negative", code="634-6^^LN")
AEROBE = "634-6^Aerobe culture^LN"


@pytest.mark.parametrize(
    ("segments", "kind"),
    [
        pytest.param([obr(AEROBE), NEGATIVE, spm("^S1", "UR^Urine^HL70487")], "urine", id="SPM-4"),
        pytest.param([obr(AEROBE, source="BLDV&Venous&HL70070"), NEGATIVE], "blood", id="OBR-15"),
        pytest.param([obr(AEROBE, source="X7^^Venous blood"), NEGATIVE], "blood", id="OBR-15 in its free text"),
        pytest.param([obr(AEROBE, source="X7^Urine^L"), NEGATIVE], "urine", id="OBR-15 written as a coded element"),
        pytest.param([obr(AEROBE, source="UR^Blood agar"), NEGATIVE], "urine", id="the code comes before the additive"),
        pytest.param([obr(AEROBE, source="^^^Arm"), NEGATIVE], None, id="OBR-15 with a body site only"),
        pytest.param([obr(AEROBE), NEGATIVE, spm("^S1", "X1&URINE&L")], "urine", id="SPM-4 one level too deep"),
        pytest.param([obr(AEROBE), NEGATIVE, spm("^S1", "017^^JC10")], "blood", id="SPM-4 without a text"),
        pytest.param([obr(AEROBE), NEGATIVE], None, id="nobody said"),
        pytest.param([obr(AEROBE), NEGATIVE, spm("^S1", "Q^Kniegelenk^L")], "kniegelenk", id="in the sender's words"),
        pytest.param([obr(), obx("Negative"), spm("^S1", "119312009^Tip^SCT")], "catheter tip", id="a tip is no blood"),
        pytest.param([obr(), obx("Negative"), spm("^S1", "B7^Aerobic bottle^L")], "blood", id="the code says blood"),
    ],
)
def test_specimen_type(segments: list[str], kind: str | None) -> None:
    reports = [one.statement for one in facts(message(*segments))]
    assert isinstance(reports[0], MicrobiologyReport)
    assert reports[0].specimen_type == kind


def test_a_specimen_is_not_lent_to_another_order_drawn_at_the_same_time() -> None:
    urine, blood, pus = facts(
        message(
            *(obr(AEROBE, placer="P1", filler="F1"), NEGATIVE),
            *(obr(placer="P2", filler="F2"), obx("Negative"), spm("^S2", "BLD^Blood^HL70487")),
            *(obr(AEROBE, placer="P3", filler="F3"), NEGATIVE, spm("^S3", "PUS^Pus^HL70487")),
        )
    )
    kinds = [getattr(one.statement, "specimen_type", "?") for one in (urine, blood, pus)]
    assert kinds == [None, "blood", "pus"]


def test_collection_is_the_specimens_own_time_before_the_orders() -> None:
    said = report(message(obr(collected="20260603080000"), obx("Negative"), spm("^S1", collected="20260602")))
    assert said.collected == ClinicalTime(date(2026, 6, 2))


def test_japanese_outcome_message_with_the_specimen_first() -> None:
    frame = message(
        "SPM|1|^2026060300001||BLD^血液^HL70487|||||||||||||202606030800|202606030830",
        "OBR|1|O1|A1|6B010000001700014^培養同定^JC10||||||||||||||||||20260605101500||MB|P",
        "OBX|1|CWE|6B010000001741114^菌名^JC10|1|1301^Staphylococcus aureus^JANIS||||||F",
        "OBX|2|ST|6B010000001741111^菌量^JC10|1|` 3 +`||||||F",
        kind="OUL^R22^OUL_R22",
        version="2.5",
    )
    said = report(frame)
    assert (said.specimen_type, said.growth, said.status) == ("blood", Growth.POSITIVE, Status.PRELIMINARY)
    assert [(one.organism, one.status, one.quantity) for one in said.isolates] == [
        ("Staphylococcus aureus", Status.FINAL, "3 +")
    ]


def test_old_message_without_specimen_segment() -> None:
    frame = message(
        obr("BC^Blood culture^L^600-7^^LN", source="BLD&Blood&HL70070"),
        obx("Coag neg staph", "TX", "BC^Blood culture^L"),
        kind="ORU^R01",
        version="2.3",
    )
    assert [name for name, _ in organisms(report(frame))] == ["Coagulase-negative staphylococci"]
