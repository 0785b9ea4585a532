"""Pages in the protocol's languages: the tables are whole, and who asks for a language gets it."""

from dataclasses import fields
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from graftwatch.findings import EventStatus, OrganismFound, SignalKind
from graftwatch.paging import PageReason
from graftwatch.paging.languages import LANGUAGES
from graftwatch.paging.letter import letter
from graftwatch.paging.phrases import ENGLISH, Phrases
from graftwatch.protocol import Paging
from paging_builders import FOUR_IN_THE_AFTERNOON, Pager, assessment, event, signal

BOTH = Paging(also_in=frozenset({"ja"}))
JAPANESE_ONLY = Paging(language="ja")
TOKYO = ZoneInfo("Asia/Tokyo")
COLI = OrganismFound(name="Escherichia coli", snomed="112283007", common_commensal=False, mbi=True)


def confirmed(policy: Paging) -> Pager:
    pager = Pager(policy)
    happened = event(EventStatus.CONFIRMED, organisms=(COLI,), criterion="LCBI-1", date_of_event=date(2026, 6, 4))
    said = signal(SignalKind.BSI_CONFIRMED, event="event-1", organisms=("Escherichia coli",))
    pager.looks(assessment(said, events=(happened,)))
    return pager


@pytest.mark.parametrize("phrases", LANGUAGES.values(), ids=LANGUAGES)
def test_every_table_has_every_word(phrases: Phrases) -> None:
    for one in fields(Phrases):
        held, english = getattr(phrases, one.name), getattr(ENGLISH, one.name)
        if isinstance(english, dict):
            assert held.keys() == english.keys()
        assert type(held) is type(english)


def test_a_page_is_told_in_each_of_the_protocols_languages() -> None:
    (page,) = confirmed(BOTH).pages
    assert page.language == "en"
    assert page.words("ja").summary == (
        "血流感染 確定：Escherichia coli。S01、術後3日目。LCBI-1、発生日 2026年6月4日（術後3日目）。"
    )
    assert page.words("ja").short == "S01 術後3日目：血流感染確定：Escherichia coli。LCBI-1、発生日 6/4"
    assert page.words("en").summary == page.words().summary == page.summary


def test_the_language_changes_neither_the_pages_id_nor_its_key() -> None:
    english, japanese = confirmed(BOTH).pages[0], confirmed(JAPANESE_ONLY).pages[0]
    assert (english.id, english.dedup_key) == (japanese.id, japanese.dedup_key)
    assert japanese.also == {}
    assert japanese.summary == english.words("ja").summary


@pytest.mark.parametrize("asked", ["ja", "", "en", "fr"])
def test_a_page_in_one_language_is_told_in_that_with_its_own_titles(asked: str) -> None:
    (page,) = confirmed(JAPANESE_ONLY).pages
    text = letter(page, TOKYO, asked)
    assert text.startswith("血流感染 確定")
    assert "発生：2026年6月4日16:00（JST）" in text
    assert "お願い：" in text


def test_a_letter_names_the_readers_link_and_an_end_has_none() -> None:
    pager = confirmed(BOTH)
    pager.looks(assessment(), minutes=5)
    link = "https://graftwatch.example/acknowledge/abc"
    assert f"Acknowledge this page: {link}\n" in letter(pager.pages[0], TOKYO, "en", link)
    assert f"この通知を確認する：{link}\n" in letter(pager.pages[0], TOKYO, "ja", link)
    assert pager.pages[1].reason is PageReason.RETRACTED
    assert link not in letter(pager.pages[1], TOKYO, "ja", link)


def test_what_is_not_known_in_japanese_is_shown_in_english() -> None:
    pager = Pager(BOTH)
    pager.looks(assessment(signal(reason="a reason of a rule to come", elements=("an element to come",))))
    words = pager.pages[0].words("ja")
    assert words.summary == "血流感染 疑い。S01、術後3日目。A reason of a rule to come。"
    assert words.details.evidence == ("an element to come",)


def test_a_day_before_the_operation_is_said_as_one() -> None:
    pager = Pager(BOTH)
    before = assessment(signal(reason="named by a preliminary result")).model_copy(update={"post_operative_day": -2})
    pager.looks(before)
    assert "S01、手術2日前。" in pager.pages[0].words("ja").summary
    assert "S01, post-operative day -2." in pager.pages[0].summary


def test_a_revision_says_what_people_were_told_before() -> None:
    pager = Pager(BOTH)
    for minutes, site in ((0, None), (5, "UTI")):
        happened = event(
            EventStatus.CONFIRMED,
            organisms=(COLI,),
            criterion=None if site else "LCBI-1",
            secondary_to=site,
            date_of_event=FOUR_IN_THE_AFTERNOON.date() - timedelta(days=1),
        )
        said = signal(SignalKind.BSI_CONFIRMED, event="event-1", organisms=("Escherichia coli",))
        pager.looks(assessment(said, events=(happened,)), minutes)
    revised = pager.pages[1]
    assert revised.summary.endswith("Secondary to UTI, date of event 2026-06-03 (POD 2). Before: LCBI-1.")
    assert revised.words("ja").summary.endswith("UTI に続発、発生日 2026年6月3日（術後2日目）。変更前：LCBI-1。")


def test_the_new_organism_is_read_first() -> None:
    pager = Pager(BOTH)
    for minutes, organisms in ((0, ("Escherichia coli",)), (5, ("Escherichia coli", "Klebsiella pneumoniae"))):
        pager.looks(assessment(signal(organisms=organisms)), minutes)
    assert pager.pages[1].summary.startswith(
        "New organism: Bloodstream infection suspected: Klebsiella pneumoniae, Escherichia coli."
    )


def test_an_end_names_what_people_were_told_and_what_is_reported_now() -> None:
    pager = Pager(BOTH)
    pager.looks(assessment(signal(SignalKind.BSI_CONFIRMED, organisms=("Staphylococcus aureus",), event="event-1")))
    closed = signal(
        SignalKind.BSI_SUSPECTED,
        status="closed",
        organisms=("Staphylococcus epidermidis",),
        event="event-1",
        reason="probable contaminant",
    )
    pager.looks(assessment(closed, events=(event(EventStatus.CONTAMINANT),)), minutes=5)
    assert pager.pages[1].summary == (
        "Closed: Bloodstream infection confirmed: Staphylococcus aureus. S01, post-operative day 3. "
        "Now reported: Staphylococcus epidermidis. Probable contaminant."
    )


@pytest.mark.parametrize(
    ("kind", "status", "english", "japanese"),
    [
        (SignalKind.BSI_SUSPECTED, EventStatus.SUSPECTED, "LCBI-1 if confirmed, ", "確定すればLCBI-1、"),
        (
            SignalKind.BSI_CONFIRMED,
            EventStatus.CONFIRMED,
            "S01, post-operative day 3. LCBI-1, ",
            "S01、術後3日目。LCBI-1、",
        ),
    ],
)
def test_a_criterion_that_is_not_met_yet_is_said_to_be_none(
    kind: SignalKind, status: EventStatus, english: str, japanese: str
) -> None:
    pager = Pager(BOTH)
    happened = event(status, organisms=(COLI,), criterion="LCBI-1", date_of_event=date(2026, 6, 4))
    pager.looks(assessment(signal(kind, event="event-1", organisms=("Escherichia coli",)), events=(happened,)))
    for language, said in (("en", english), ("ja", japanese)):
        words = pager.pages[0].words(language)
        assert said in words.summary
        assert ("if confirmed" in words.short) == (kind is SignalKind.BSI_SUSPECTED and language == "en")


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        pytest.param(
            ("an organism named by the culture",), " To confirm: an organism named by the culture.", id="short"
        ),
        pytest.param(("a report [MSH-10 M17]",), " To confirm: a report.", id="without its message"),
        pytest.param(("x" * 160,), f" To confirm: {'x' * 160}.", id="as long as may be"),
        pytest.param(("x" * 161,), "", id="longer: it stands below"),
        pytest.param((), "", id="nothing is missing"),
    ],
)
def test_what_would_settle_it_stands_in_the_line(missing: tuple[str, ...], said: str) -> None:
    pager = Pager()
    pager.looks(assessment(signal(missing=missing)))
    assert pager.pages[0].summary == (
        f"Bloodstream infection suspected. S01, post-operative day 3. A bottle of 4 June is positive.{said}"
    )
    assert pager.pages[0].details.missing == missing


def test_an_end_asks_for_nothing_and_misses_nothing() -> None:
    pager = Pager(BOTH)
    pager.looks(assessment(signal(missing=("growth in the blood culture",))))
    pager.looks(assessment(), minutes=5)
    for language in ("en", "ja"):
        details = pager.pages[1].words(language).details
        assert (details.missing, details.asks) == ((), "")


def test_every_day_in_the_line_and_below_has_its_post_operative_day_and_an_sms_is_spared_them() -> None:
    pager = Pager(BOTH)
    reason = "last tacrolimus trough 8.2 ng/mL on 2026-06-01 07:00; in hospital and no trough until 2026-06-04 13:00"
    pager.looks(assessment(signal(SignalKind.EXPOSURE_OVERDUE, reason=reason, elements=(reason,))))
    words, japanese = pager.pages[0].words("en"), pager.pages[0].words("ja")
    said = (
        "ast tacrolimus trough 8.2 ng/mL on 2026-06-01 07:00 (POD 0); in hospital and no trough until 2026-06-04 13:00"
    )
    assert f"L{said} (POD 3)." in words.summary
    assert words.details.evidence == (f"l{said} (POD 3)",)
    assert "(POD" not in words.short
    assert japanese.details.evidence == (
        (
            "最後のタクロリムストラフ値 8.2 ng/mL（2026年6月1日 07:00、術後0日目）。"
            "入院中、2026年6月4日 13:00（術後3日目）までトラフ値なし"
        ),
    )
