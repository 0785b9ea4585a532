"""What the timeline says, in the reader's language: kinds, states, names, times with their post-operative day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.console.shell.languages import Words
from graftwatch.console.shell.marked import marked as _
from graftwatch.console.timeline.views import (
    CultureState,
    MarkKind,
    Moment,
    OrganismSeen,
    PageTold,
    Reading,
    Series,
    SpanKind,
    Value,
)
from graftwatch.facts import ReportKind, Status
from graftwatch.findings import EventKind, EventStatus
from graftwatch.paging.languages import phrases_of
from graftwatch.paging.phrases import Phrases

WORDS: Final[Mapping[StrEnum, str]] = {
    MarkKind.TRANSPLANT: _("Transplant"),
    MarkKind.INFUSION: _("Cell infusion"),
    MarkKind.RE_TRANSPLANT: _("Re-transplant"),
    MarkKind.DEATH: _("Death"),
    MarkKind.WITHDRAWAL: _("Withdrawal"),
    MarkKind.BIOPSY: _("Biopsy"),
    MarkKind.BIOPSY_PROPOSAL: _("Biopsy report"),
    MarkKind.SIGN: _("Sign seen"),
    MarkKind.SITE_INFECTION: _("Site infection"),
    MarkKind.DOSE: _("Dose"),
    SpanKind.STAY: _("In hospital"),
    SpanKind.LINE: _("Central line"),
    SpanKind.TREATMENT: _("Treatment"),
    SpanKind.CONDITION: _("Condition"),
    CultureState.PENDING: _("no result yet"),
    CultureState.POSITIVE: _("positive"),
    CultureState.NEGATIVE: _("no growth"),
    CultureState.NOT_DONE: _("not done"),
    CultureState.UNREADABLE: _("result not understood"),
    Status.PRELIMINARY: _("preliminary"),
    Status.FINAL: _("final"),
    Status.CORRECTED: _("corrected"),
    Status.WITHDRAWN: _("taken back"),
    ReportKind.ORDER: _("culture ordered"),
    ReportKind.CULTURE: _("culture"),
    ReportKind.GRAM_STAIN: _("Gram stain"),
    ReportKind.NON_CULTURE_TEST: _("non-culture test"),
    ReportKind.SUSCEPTIBILITY: _("susceptibility"),
    EventKind.BSI: _("Bloodstream infection"),
    EventKind.REJECTION: _("Rejection"),
    EventKind.INFUSION_REACTION: _("Infusion reaction"),
    EventStatus.SUSPECTED: _("suspected"),
    EventStatus.CONFIRMED: _("confirmed"),
    EventStatus.CONTAMINANT: _("contaminant"),
    EventStatus.EXCLUDED: _("excluded"),
    EventStatus.REFUTED: _("refuted"),
    EventStatus.UNRESOLVED: _("to review"),
    Reading.ABOVE: _("above"),
    Reading.BELOW: _("below"),
    Reading.WITHIN: _("within"),
    Reading.APART: _("not held against a target"),
}
NAMES: Final = {
    "temperature": _("Temperature"),
    "alt": "ALT",
    "ast": "AST",
    "ggt": "GGT",
    "alp": "ALP",
    "total_bilirubin": _("Bilirubin"),
    "tacrolimus": _("Tacrolimus"),
    "tacrolimus_serum": _("Tacrolimus in serum"),
    "cyclosporine": _("Cyclosporine"),
    "cyclosporine_c2": _("Cyclosporine C2"),
    "sirolimus": _("Sirolimus"),
    "everolimus": _("Everolimus"),
    "mpa": "MPA",
    "fever": _("fever"),
    "hypothermia": _("hypothermia"),
    "chills": _("chills"),
    "hypotension": _("hypotension"),
    "apnea": _("apnoea"),
    "bradycardia": _("bradycardia"),
    "blood": _("blood"),
    "urine": _("urine"),
    "wound": _("wound"),
    "bile": _("bile"),
    "ascites": _("ascites"),
    "sputum": _("sputum"),
    "drain": _("drain"),
    "catheter tip": _("catheter tip"),
    "steroids": _("steroids"),
    "basiliximab": _("basiliximab"),
    "gi_gvhd": _("gut GVHD"),
    "diarrhoea": _("diarrhoea"),
    "ecmo": "ECMO",
    "trough": _("trough"),
    "peak": _("peak"),
    "c2": "C2",
    "axillary": _("axillary"),
}
UNITS: Final = {"Cel": "°C", "10*9/L": "×10⁹/L", "mm[Hg]": "mmHg", "mg.h/L": "mg·h/L"}
"""Units as people write them; facts hold those of UCUM."""
LIST_LENGTH: Final = 8
"""So many values are named one by one; of more, the lowest and the highest are."""


@dataclass(frozen=True)
class Teller:
    """Says things in a language, in the trial's time.

    Attributes:
        words: of the language.
        zone: the trial's.
        transplanted_on: post-operative day 0.
    """

    words: Words
    zone: ZoneInfo
    transplanted_on: date

    @property
    def phrases(self) -> Phrases:
        """The pager's words in the language."""
        return phrases_of("ja" if self.words.language == "ja" else "en")

    def say(self, english: str, **values: object) -> str:
        """A sentence."""
        return self.words.say(english, **values)

    def kind(self, of: StrEnum) -> str:
        """A kind or state."""
        return self.say(WORDS[of])

    def name(self, of: str) -> str:
        """The name of a test, drug, sign, specimen or condition; as it is, where it is another."""
        return self.say(NAMES[of]) if of in NAMES else of.replace("_", " ")

    def with_day(self, time: str, on: date) -> str:
        """A time in words with its post-operative day."""
        day = (on - self.transplanted_on).days
        if day < 0:
            return self.say("%(time)s (POD -%(day)d)", time=time, day=-day)
        return self.say("%(time)s (POD %(day)d)", time=time, day=day)

    def day(self, day: date) -> str:
        """A day with its post-operative day."""
        return self.with_day(day.isoformat(), day)

    def time(self, at: datetime) -> str:
        """A time with its post-operative day."""
        local = at.astimezone(self.zone)
        return self.with_day(f"{local:%Y-%m-%d %H:%M}", local.date())

    def moment(self, when: Moment) -> str:
        """A clinical time, as precise as it is."""
        return self.day(when.on) if when.at is None else self.time(when.at)

    def span(self, first: datetime, last: datetime) -> str:
        """From a time to another; the day once, where both are of one day."""
        begin, end = first.astimezone(self.zone), last.astimezone(self.zone)
        if begin.date() == end.date():
            return self.with_day(f"{begin:%Y-%m-%d %H:%M}–{end:%H:%M}", begin.date())
        return self.say("%(first)s to %(last)s", first=self.time(first), last=self.time(last))

    def value(self, one: Value, unit: str) -> str:
        """A result with its unit."""
        return f"{one.comparator}{one.value:g} {UNITS.get(unit, unit)}".strip()

    def values(self, several: Iterable[Value], unit: str) -> str:
        """Results with their unit: each, or of many the lowest and the highest."""
        held = list(several)
        if len(held) <= LIST_LENGTH:
            return f"{', '.join(f'{one.comparator}{one.value:g}' for one in held)} {UNITS.get(unit, unit)}".strip()
        low, high = min(one.value for one in held), max(one.value for one in held)
        between = f"{low:g}–{high:g} {UNITS.get(unit, unit)}".strip()
        return self.words.say_many(
            "%(between)s, %(num)d value", "%(between)s, %(num)d values", len(held), between=between
        )

    def series(self, one: Series) -> str:
        """The name of a series."""
        return self.name(one.concept)

    def organism(self, one: OrganismSeen) -> str:
        """An organism, or the laboratory's own words where nobody could resolve them."""
        if one.name is None:
            return self.say("“%(words)s” (name not recognised)", words=one.reported)
        return self.phrases.said(one.name) if one.form_only else one.name

    def grade(self, words: str) -> str:
        """A biopsy's grade, as the pager says it."""
        return self.phrases.said(words)

    def page(self, one: PageTold) -> str:
        """What a page said, in the language if it was written in it; else in the one that it was written in."""
        return one.summaries.get(self.words.language) or next(iter(one.summaries.values()))
