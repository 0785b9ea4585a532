"""Whatever comes in: every text of a page fits, is one line, and holds no identifier however it is written."""

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graftwatch.findings import EventStatus, OrganismFound, Severity, SignalKind
from graftwatch.paging import HealthKind, Ledger, Page, Scrub, Trouble, Words, decide_health, private_words
from graftwatch.paging.decision import Circumstances
from graftwatch.paging.letter import letter
from graftwatch.paging.sms import is_gsm_7, units
from graftwatch.protocol import Language, Paging
from graftwatch.roster import Identifier, Recipient
from paging_builders import FOUR_IN_THE_AFTERNOON, Pager, assessment, event, signal

BOTH = Paging(also_in=frozenset({"ja"}))
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
# Nobody sees them; a reader's eye and a search both find the number behind them.
INVISIBLE = ("\u200b", "\u200f", "\u202e", "\u2066", "\ufe0f", "\u0332", "\u00ad", "\x00")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

IDENTIFIERS = st.one_of(
    st.from_regex(r"[0-9]{6,12}", fullmatch=True),
    st.from_regex(r"[QXZ][0-9]{5,7}", fullmatch=True),
    st.from_regex(r"QX-[0-9]{2}-[0-9]{3}", fullmatch=True),
)
BIRTHS = st.dates(date(1920, 1, 1), date(2026, 1, 1))


@st.composite
def written(draw: st.DrawFn, word: str) -> str:
    """A word in a width, a case, a script, with signs between and what nobody sees in it."""
    between = draw(st.sampled_from(["", " ", "-", "‐", "・", "/", ".", " - ", "\u3000", "\n", "\t", *INVISIBLE]))
    table = draw(st.sampled_from([None, FULL_WIDTH, ARABIC, DEVANAGARI, BOLD, KANJI]))
    text = between.join(draw(st.sampled_from([word, word.lower(), word.title()])))
    return text.translate(table) if table else text


@st.composite
def texts(draw: st.DrawFn, words: list[str]) -> str:
    """A text with words that nobody may see, up to ten thousand characters long."""
    free = st.text(st.characters(codec="utf-8"), max_size=40)
    sentences = st.sampled_from(
        [
            "named by a preliminary result; ",
            "Escherichia coli from blood collected 2026-06-04 (POD 3), final [MSH-10 ",
            "🦠👨‍👩‍👧 ",
        ]
    )
    parts = [draw(st.one_of(free, sentences)), draw(written(draw(st.sampled_from(words)))), draw(free)]
    return draw(st.sampled_from(["", " ", "\n", "-"])).join(parts) * draw(st.sampled_from([1, 1, 2, 200]))


def born_as_written(born: date) -> list[str]:
    era = born.year - 1925
    return [
        f"{born:%Y%m%d}",
        f"{born:%d%m%Y}",
        f"{born.year}年{born.month}月{born.day}日",
        *([f"昭和{era}年{born.month}月{born.day}日"] if date(1927, 1, 1) <= born < date(1989, 1, 1) else []),
    ]


def bare(text: str) -> str:
    """A text as somebody reads it aloud: letters and digits only, whatever their width, case, script and accents."""
    kept = []
    for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()):
        value = unicodedata.numeric(char, -1)
        kept.append(str(int(value)) if value in range(10) else char if char.isalnum() else "")
    return "".join(kept)


def of(words: Words) -> list[str]:
    details = words.details
    lists = (details.organisms, details.evidence, details.missing, details.changed)
    return [words.summary, words.short, details.because, details.asks, *(line for lines in lists for line in lines)]


def check(page: Page, language: Language) -> None:
    words = page.words(language)
    assert len(words.summary) <= 1024
    assert len(words.short) <= 160
    assert units(words.short) <= 160
    if language == "en":
        assert is_gsm_7(words.short)
    for text in of(words):
        hidden = [char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]
        assert not hidden
        assert not BIDI.search(text)
        assert len(text.splitlines()) <= 1
        assert not re.search(r"\d{6}", "".join(str(unicodedata.digit(one, one)) for one in text))
    assert not BIDI.search(letter(page, ZoneInfo("Asia/Tokyo"), language))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_identifier_stands_in_any_text_however_it_is_written(data: st.DataObject) -> None:
    identifiers = data.draw(st.lists(IDENTIFIERS, min_size=1, max_size=3))
    born = data.draw(BIRTHS)
    whose = frozenset(Identifier(one, "HOSP") for one in identifiers)
    recipient = Recipient("S01", whose, datetime(2026, 6, 1, tzinfo=UTC), born=born)
    private = [*identifiers, *born_as_written(born)]
    text, several = texts(private), st.lists(texts(private), max_size=3).map(tuple)
    pager = Pager(BOTH, Scrub.of(private_words(recipient)))
    found = tuple(OrganismFound(name=data.draw(text)) for _ in range(data.draw(st.integers(0, 2))))
    said = signal(
        data.draw(st.sampled_from(SignalKind)),
        event="event-1",
        organisms=(*(one.name for one in found), *data.draw(st.sampled_from([(), ("Escherichia coli",)]))),
        reason=data.draw(text),
        asks=data.draw(text),
        elements=data.draw(several),
        missing=data.draw(several),
    )
    status = data.draw(st.sampled_from(EventStatus))
    fields = {"criterion": data.draw(text), "grade": data.draw(text), "date_of_event": date(2026, 6, 4)}
    beside = signal(
        data.draw(st.sampled_from(SignalKind)),
        id="bsi-2",
        evidence=("culture-2",),
        organisms=(data.draw(text),),
        reason=data.draw(text),
        asks=data.draw(text),
    )
    pager.looks(assessment(said, beside, events=(event(status, organisms=found, **fields),)))
    pager.looks(assessment(), minutes=5)
    assert len(pager.pages) >= 2
    for page in pager.pages:
        for language in ("en", "ja"):
            check(page, language)
            held = [bare(one) for one in of(page.words(language))]
            for one in private:
                assert not [text for text in held if bare(one) in text]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_who_and_the_day_stand_in_every_text_however_long_the_rest_is(data: st.DataObject) -> None:
    known = ["Escherichia coli", "Klebsiella pneumoniae", "Staphylococcus aureus", "Enterococcus faecium"]
    pager = Pager(BOTH)
    long = st.sampled_from(["", "x" * 10_000, "ab " * 3_000, "ＡＢ：" * 2_000])
    subject = data.draw(st.sampled_from(["S01", "LT-2026-0042" * 5]))
    kind = data.draw(st.sampled_from(SignalKind))
    organisms = tuple(known * data.draw(st.sampled_from([0, 1, 20])))
    said = signal(kind, organisms=organisms, reason=data.draw(long), missing=(data.draw(long),))
    pager.looks(assessment(said, subject=subject))
    for language, day, briefly in (("en", "post-operative day 3", "POD 3"), ("ja", "術後3日目", "術後3日目")):
        words = pager.pages[0].words(language)
        assert subject in words.summary
        assert day in words.summary
        assert subject in words.short
        assert briefly in words.short
        if organisms:
            assert min(organisms) in words.summary


@pytest.mark.parametrize("kind", HealthKind)
@settings(max_examples=10, deadline=None)
@given(part=st.text(max_size=300), reason=st.text(max_size=2_000))
def test_a_trouble_of_the_service_is_told_whatever_its_name_and_reason(
    kind: HealthKind, part: str, reason: str
) -> None:
    trouble = Trouble(kind, part, reason, FOUR_IN_THE_AFTERNOON, Severity.PAGE)
    decided = decide_health([trouble], Ledger(), Circumstances(now=FOUR_IN_THE_AFTERNOON, policy=BOTH))
    for language in ("en", "ja"):
        check(decided.pages[0], language)
