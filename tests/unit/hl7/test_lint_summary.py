"""A feed of many messages in one view, and the codes.csv that is proposed from it."""

from graftwatch.hl7.lint import lint
from graftwatch.hl7.lint_summary import CODES_KEPT, KINDS_KEPT, Summary, proposed_lines
from graftwatch.terminology.site_codes import SiteCodes
from hl7_messages import LAB, TOKYO, message, obr, obx


def summed(*frames: bytes, codes: SiteCodes | None = None) -> Summary:
    summary = Summary()
    for number, frame in enumerate(frames):
        summary.add(f"file {number}", lint(frame, LAB, TOKYO, codes or SiteCodes()))
    return summary


def measured(code: str, value: str, unit: str) -> bytes:
    return message(obr("P"), obx(value, "NM", code, unit=unit))


def test_messages_facts_and_findings_are_counted_with_the_first_place() -> None:
    good = measured("77348-1^^LN", "4.2", "ng/mL")
    summary = summed(good, measured("8310-5^^LN", "98.6", "Cel"), measured("8310-5^^LN", "99.1", "Cel"), b"no message")
    assert (summary.messages, summary.unread_count) == (4, 1)
    assert dict(summary.concepts) == {"tacrolimus": 1}
    implausible = next(one for one in summary.findings() if one.kind == "unit_implausible")
    assert implausible.count == 2
    assert implausible.first_at.startswith("file 1, OBX-6 in segment")
    assert summary.unread()[0].first_at == "file 3"


def test_ready_lines_are_a_file_that_the_service_takes_and_that_maps_what_was_proposed() -> None:
    frames = [measured("TAC^Tacrolimus level^L", value, "ng/mL") for value in ("4.2", "12.0")]
    frames += [measured("GLU^Glucose^L", "90", "mg/dL"), measured("^Sodium^L", "140", "mmol/L")]
    frames += [measured('CR,P^"CRP", serum^L', "1.2", "mg/dL")]
    lines = list(proposed_lines(summed(*frames).codes(), len(frames)))
    assert "TAC,L,tacrolimus,,ng/mL" in lines
    assert "# 2 times: Tacrolimus level (high: every word is known, and every value is possible in ng/mL)" in lines
    assert "# 1 times: Glucose (nothing fits): GLU,L" in lines
    assert any("Sodium" in line and "cannot be mapped" in line for line in lines)
    codes = SiteCodes.parse("\n".join(lines), "codes.csv")
    assert {key: read.concept.value for key, read in codes.rows.items()} == {("TAC", "l"): "tacrolimus"}
    assert dict(summed(*frames, codes=codes).concepts) == {"tacrolimus": 2}


def test_values_decide_about_a_proposal_and_are_not_in_it() -> None:
    possible = list(proposed_lines(summed(measured("T^Temperature^L", "38.7", "Cel")).codes(), 1))
    ward_and_fridge = [measured("T^Temperature^L", value, "Cel") for value in ("38.7", "4.1")]
    assert "T,L,temperature,,Cel" in possible
    assert not any("38.7" in line for line in possible)
    assert not any(line.startswith("T,") for line in proposed_lines(summed(*ward_and_fridge).codes(), 2))


def test_one_code_under_names_of_two_meanings_is_not_proposed() -> None:
    frames = [measured("X1^CRP^L", "1.2", "mg/dL"), measured("X1^Creatinine^L", "1.2", "mg/dL")]
    assert next(one for one in summed(*frames).codes() if one.code == "X1").proposal() is None


def test_an_official_code_means_what_its_official_name_says_whatever_text_stands_beside_it() -> None:
    """548-8 is no culture of sputum; it was found under that text in a real message."""
    frame = message(obr("548-8^Culture Sputum^LN"), obx("x", "ST", "548-8^Culture Sputum^LN"))
    assert [one.proposal() for one in summed(frame).codes()] == [None]


def test_memory_is_bounded_by_the_codes_kept_and_what_is_beyond_is_counted() -> None:
    lines = [obx("1", "NM", f"K{number}^Name {number}^L", unit="mg/dL") for number in range(CODES_KEPT + 3)]
    summary = summed(message(obr("P"), *lines))
    assert len(summary.codes()) == CODES_KEPT
    assert summary.codes_beyond >= 3
    many = summed(*(measured("8310-5^^LN", "38", f"unit {number}") for number in range(KINDS_KEPT + 2)))
    assert len(many.words) == KINDS_KEPT
