from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.findings import EventStatus, OrganismFound, SignalKind
from graftwatch.paging import HealthKind, PageReason, Scrub, private_words
from graftwatch.paging.fitting import cut
from graftwatch.paging.letter import letter
from graftwatch.paging.phrases import ENGLISH
from graftwatch.roster import Identifier, Recipient
from paging_builders import FOUR_IN_THE_AFTERNOON, Pager, assessment, event, page, signal


def test_a_page_says_in_one_line_what_how_sure_who_and_which_day() -> None:
    pager = Pager()
    aureus = OrganismFound(name="Staphylococcus aureus", snomed="3092008", common_commensal=False, mbi=False)
    confirmed = event(EventStatus.CONFIRMED, organisms=(aureus,), criterion="LCBI-1", date_of_event=date(2026, 6, 4))
    pager.looks(
        assessment(
            signal(
                SignalKind.BSI_CONFIRMED,
                event="event-1",
                organisms=("Staphylococcus aureus",),
                reason="Pathogen in 1 of 2 bottles",
            ),
            events=(confirmed,),
        )
    )
    assert pager.pages[0].summary == (
        "Bloodstream infection confirmed: Staphylococcus aureus. S01, post-operative day 3. "
        "LCBI-1, date of event 2026-06-04 (POD 3)."
    )
    assert pager.pages[0].short == (
        "S01 POD 3: BSI CONFIRMED: Staphylococcus aureus. LCBI-1, date of event 2026-06-04 (POD 3)"
    )


def test_the_reason_is_said_where_no_criterion_says_it() -> None:
    pager = Pager()
    suspected = event(EventStatus.SUSPECTED, date_of_event=date(2026, 6, 4))
    said = signal(event="event-1", organisms=("Escherichia coli",), reason="named by a preliminary result")
    pager.looks(assessment(said, events=(suspected,)))
    assert pager.pages[0].summary == (
        "Bloodstream infection suspected: Escherichia coli. S01, post-operative day 3. Named by a preliminary result."
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(1, "", id="a day ago: in time"),
        pytest.param(3, "Found late, first evidence 3 days ago.", id="late"),
    ],
)
def test_a_result_that_is_found_late_says_so(days: int, said: str) -> None:
    pager = Pager()
    pager.looks(assessment(signal(since=FOUR_IN_THE_AFTERNOON - timedelta(days=days))))
    assert ("Found late" in pager.pages[0].summary) == bool(said)
    assert said in pager.pages[0].summary


def test_evidence_what_is_missing_and_what_is_asked_stand_below() -> None:
    pager = Pager()
    pager.looks(assessment(signal(elements=("bottle positive 3 June 22:10",), missing=("organism",), asks="Look.")))
    details = pager.pages[0].details
    assert (details.evidence, details.missing, details.asks) == (
        ("bottle positive 3 June 22:10",),
        ("organism",),
        "Look.",
    )


def test_a_rule_that_asks_nothing_gets_the_kinds_own_request_and_an_end_asks_nothing() -> None:
    pager = Pager()
    pager.looks(assessment(signal()))
    pager.looks(assessment(), minutes=1)
    assert pager.pages[0].details.asks == ENGLISH.asks[SignalKind.BSI_SUSPECTED]
    assert pager.pages[1].details.asks == ""


def test_more_lines_than_a_page_holds_end_in_their_number() -> None:
    pager = Pager()
    pager.looks(assessment(signal(elements=tuple(f"element {number}" for number in range(41)))))
    assert len(pager.pages[0].details.evidence) == 40
    assert pager.pages[0].details.evidence[-2:] == ("element 38", "and 2 more")


def test_exactly_as_many_lines_as_a_page_holds_all_stand() -> None:
    pager = Pager()
    pager.looks(assessment(signal(elements=tuple(f"element {number}" for number in range(40)))))
    assert pager.pages[0].details.evidence[-1] == "element 39"


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        pytest.param("abcd", 4, "abcd", id="fits exactly"),
        pytest.param("abcde", 4, "abc…", id="one too long"),
        pytest.param("ab cde", 4, "ab…", id="no blank before the ellipsis"),
    ],
)
def test_a_text_is_cut_to_its_length(text: str, length: int, expected: str) -> None:
    assert cut(text, length) == expected


@pytest.mark.parametrize("kind", [*SignalKind, *HealthKind])
def test_every_kind_has_its_words_and_fits_an_sms(kind: SignalKind | HealthKind) -> None:
    assert ENGLISH.what[kind]
    assert ENGLISH.asks[kind]
    longest_lead = max(len(lead) for lead in ENGLISH.lead_briefly.values())
    assert len(f"S01 POD 100: {ENGLISH.what_briefly[kind]}") + longest_lead <= 80


@pytest.mark.parametrize("reason", [one for one in PageReason if one not in {PageReason.SUPPRESSED, PageReason.NONE}])
def test_every_reason_has_its_words(reason: PageReason) -> None:
    assert reason in ENGLISH.lead
    assert reason in ENGLISH.lead_briefly


def test_a_letter_has_all_of_it_and_how_to_acknowledge() -> None:
    pager = Pager()
    pager.looks(assessment(signal(elements=("bottle positive",), missing=("organism",))))
    assert letter(pager.pages[0], ZoneInfo("Asia/Tokyo")) == (
        "Bloodstream infection suspected. S01, post-operative day 3. A bottle of 4 June is positive. "
        "To confirm: organism.\n\n"
        "Since: 2026-06-04 16:00 JST\n\n"
        "Evidence:\n- bottle positive\n\n"
        "Missing:\n- organism\n\n"
        "Please: See the recipient; consider a second set of blood cultures.\n\n"
        "https://graftwatch.example/recipients/S01\n"
        f"Acknowledge: graftwatch pages ack {pager.pages[0].id}\n\n"
        "Times are those of the hospital (Asia/Tokyo).\n"
    )


def test_nobody_is_asked_to_acknowledge_an_end() -> None:
    assert "Acknowledge" not in letter(page(reason=PageReason.RETRACTED), ZoneInfo("Asia/Tokyo"))


RECIPIENT = Recipient(
    subject="S01",
    identifiers=frozenset({Identifier("0012345", "HOSP"), Identifier("417")}),
    transplanted_at=FOUR_IN_THE_AFTERNOON,
    born=date(1967, 3, 21),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ID 0012345.", "ID […].", id="an identifier"),
        pytest.param("x0012345y", "x[…]y", id="an identifier inside a word"),
        pytest.param("bed 417, AST 4170", "bed […], AST 4170", id="a short one only where it stands alone"),
        pytest.param("born 1967-03-21 or 1967/03/21", "born […] or […]", id="the birth date"),
        pytest.param("19670321", "[…]", id="the birth date without hyphens is a long number"),
        pytest.param("accession 20260604123", "accession […]", id="a long number nobody told us of"),
        pytest.param("specimen 123456", "specimen […]", id="six digits are a long number"),
        pytest.param("AST 12345 U/L on 2026-06-04 16:00", "AST 12345 U/L on 2026-06-04 16:00", id="values and times"),
        pytest.param("two\r\nlines\x0band\x00more", "two lines and more", id="one line"),
        pytest.param("ID ００１２３４５", "ID […]", id="full width"),
        pytest.param("00-12 345 and 0012.345", "[…] and […]", id="with signs between"),
        pytest.param("٠٠١٢٣٤٥ ००१२३४५", "[…] […]", id="digits of other scripts"),
        pytest.param("00\u200b12\u202e345", "[…]", id="with what nobody sees"),
        pytest.param("bed 4-1-7 and 4 1 7, 4.17 and 41 7", "bed […] and […], 4.17 and […]", id="a short one, spread"),
        pytest.param("昭和42年3月21日、S42.3.21、1967年3月21日", "[…]、[…]、[…]", id="the birth date by era"),
        pytest.param("born 21 March 1967, Mar 21, 1967", "born […], […]", id="the birth date in words"),
        pytest.param("一二三四五六 ①②③④⑤⑥", "[…] […]", id="long numbers in signs"),
        pytest.param("WBC 0.4 ×10⁹/L (below 500 /mm³)", "WBC 0.4 ×10⁹/L (below 500 /mm³)", id="powers are no numbers"),
        pytest.param("\u202eID 7 \u2067x\u2069\u202c", "ID 7 x", id="marks of direction"),
    ],
)
def test_private_words_are_struck_out(text: str, expected: str) -> None:
    assert Scrub.of(private_words(RECIPIENT))(text) == expected


def test_a_word_of_signs_only_is_no_identifier() -> None:
    assert Scrub.of(["--", "(", " "])("AST 40 -- (x)") == "AST 40 -- (x)"


def test_a_scrub_may_leave_long_numbers() -> None:
    assert replace(Scrub.of(["0012345"]), long_numbers=False)("0012345 in 20260604123") == "[…] in 20260604123"


def test_a_laboratorys_own_words_for_an_organism_are_never_repeated() -> None:
    pager = Pager()
    pager.looks(
        assessment(
            signal(
                SignalKind.BSI_UNRESOLVED,
                organisms=("YAMADA  Taro", "Escherichia coli"),
                summary="to review: “Yamada Taro”",
                reason="not known: “YAMADA TARO”",
            )
        )
    )
    text = pager.pages[0].model_dump_json()
    assert "yamada" not in text.lower()
    assert pager.pages[0].summary == (
        "Blood culture to review: Escherichia coli. S01, post-operative day 3. "
        "Organism name not recognised, a person must decide; see graftwatch explain S01."
    )
    assert "Escherichia coli" in text
