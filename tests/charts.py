"""Facts by hand: short words for what is reported, measured and decided about one recipient.

The recipient is transplanted on 1 June 2026, 09:00, in Tokyo: a day of June is that many less one post-operative days.
Days are counted in June 2026 (0 is 31 May, 31 is 1 July), hours are local to the hospital.

    assessed(blood_culture(4, "Staphylococcus aureus"), temperature(4, "38.4"))
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from graftwatch.assessment import Assessment, assess
from graftwatch.facts import (
    Adjudication,
    Admission,
    CentralLine,
    ClinicalTime,
    Condition,
    Discharge,
    Fact,
    Growth,
    Isolate,
    Measurement,
    MicrobiologyReport,
    ReportKind,
    Sign,
    SiteInfection,
    Source,
    Statement,
    Status,
    fact,
)
from graftwatch.findings import Event, EventStatus, Signal
from graftwatch.protocol import Protocol
from graftwatch.roster import Identifier, Recipient
from graftwatch.terminology.organism import Precision
from graftwatch.terminology.organisms import resolve

TOKYO = ZoneInfo("Asia/Tokyo")
LONG_AFTER = datetime(2026, 8, 31, tzinfo=TOKYO)
UNITS = {
    "temperature": "Cel",
    "heart_rate": "/min",
    "respiratory_rate": "/min",
    "systolic_pressure": "mm[Hg]",
    "wbc": "10*9/L",
    "anc": "10*9/L",
}


def june(day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment counted in days of June 2026, local to the hospital."""
    return datetime(2026, 6, 1, hour, minute, tzinfo=TOKYO) + timedelta(days=day - 1)


def day_of_june(day: int) -> date:
    """A calendar day counted in days of June 2026."""
    return june(day).date()


def recipient(born: date | None = None, subject: str = "S01") -> Recipient:
    """The recipient: post-operative day 0 is 1 June."""
    return Recipient(
        subject=subject,
        identifiers=frozenset({Identifier("0001", "HOSPITAL")}),
        transplanted_at=june(1, 9),
        born=born,
    )


def said(
    identity: str, statement: Statement, stated: datetime, status: Status = Status.FINAL, control_id: str = ""
) -> Fact[Statement]:
    """A fact of the recipient, known five minutes after it was stated."""
    return fact(
        subject="S01",
        identity=identity,
        statement=statement,
        status=status,
        stated_at=stated.astimezone(UTC),
        known_at=stated.astimezone(UTC) + timedelta(minutes=5),
        source=Source("lab", control_id or f"M-{identity}"),
    )


def isolate(words: str, status: Status = Status.FINAL) -> Isolate:
    """One organism as a laboratory words it, resolved by the terminology."""
    organism = resolve(words).organism
    morphology_only = organism is not None and organism.precision is Precision.MORPHOLOGY
    return Isolate(words, None if organism is None else organism.name, status, morphology_only)


def blood_culture(
    day: int,
    *organisms: str | Isolate,
    hour: int = 8,
    draw: str = "",
    order: str | None = None,
    status: Status = Status.FINAL,
    growth: Growth | None = None,
    kind: ReportKind = ReportKind.CULTURE,
    specimen_type: str | None = "blood",
    stated: datetime | None = None,
    report: str | None = None,
) -> Fact[MicrobiologyReport]:
    """A report on blood collected on a day; without organisms it says no growth.

    Args:
        day: day of June of the collection.
        organisms: names as a laboratory words them, with the report's status, or isolates with their own.
        hour: hour of the collection.
        draw: tells draws of the same day and hour apart.
        order: the order's key; draws have orders of their own unless told otherwise.
        status: status of the report.
        growth: what it says of growth, where the organisms do not say it.
        kind: culture, Gram stain, non-culture test or susceptibility.
        specimen_type: what was sampled.
        stated: when the report was stated; two days after the collection unless told otherwise.
        report: identity of the report, where several reports of a kind are told of one draw.
    """
    specimen = f"{draw or 'blood'}-{day}-{hour}"
    isolates = tuple(isolate(one, status) if isinstance(one, str) else one for one in organisms)
    statement = MicrobiologyReport(
        kind=kind,
        specimen=specimen,
        specimen_type=specimen_type,
        collected=ClinicalTime.of(june(day, hour), TOKYO),
        growth=growth or (Growth.POSITIVE if isolates else Growth.NONE),
        isolates=isolates,
        status=status,
        accession=order or f"order-{specimen}",
    )
    return fact(
        subject="S01",
        identity=report or f"{kind}-{specimen}",
        statement=statement,
        status=status,
        stated_at=(stated or june(day + 2, hour)).astimezone(UTC),
        known_at=(stated or june(day + 2, hour)).astimezone(UTC) + timedelta(minutes=5),
        source=Source("lab", f"M-{kind}-{specimen}-{status}"),
    )


def positive_bottle(day: int, hour: int = 8, draw: str = "", stated: datetime | None = None) -> Fact[Statement]:
    """A blood culture whose bottle signals growth: no organism yet."""
    stated = stated or june(day + 1, hour)
    status = Status.PRELIMINARY
    return blood_culture(day, hour=hour, draw=draw, status=status, growth=Growth.POSITIVE, stated=stated)


def pending_blood(day: int, hour: int = 8, draw: str = "") -> Fact[Statement]:
    """A blood culture that shows no growth yet."""
    return blood_culture(day, hour=hour, draw=draw, status=Status.PRELIMINARY, growth=Growth.NONE_TO_DATE)


def gram_stain(day: int, words: str = "GPC in clusters", hour: int = 8, draw: str = "") -> Fact[Statement]:
    """A final Gram stain of a positive bottle, a report of its own."""
    form = Isolate(words, None, Status.FINAL, morphology_only=True)
    return blood_culture(day, form, hour=hour, draw=draw, kind=ReportKind.GRAM_STAIN, stated=june(day + 1, hour))


def pcr(day: int, *organisms: str, hour: int = 8, draw: str = "pcr") -> Fact[Statement]:
    """A non-culture test straight from blood."""
    return blood_culture(day, *organisms, hour=hour, draw=draw, kind=ReportKind.NON_CULTURE_TEST)


def measurement(concept: str, day: int, value: str, hour: int = 12, comparator: str = "") -> Fact[Measurement]:
    """A value in its concept's unit."""
    taken = june(day, hour)
    statement = Measurement(concept, Decimal(value), UNITS[concept], ClinicalTime.of(taken, TOKYO), comparator)
    return fact(
        subject="S01",
        identity=f"{concept}-{day}-{hour}",
        statement=statement,
        status=Status.FINAL,
        stated_at=taken.astimezone(UTC),
        known_at=taken.astimezone(UTC),
        source=Source("ward", f"M-{concept}-{day}-{hour}"),
    )


def temperature(day: int, celsius: str, hour: int = 12) -> Fact[Measurement]:
    """A temperature in degrees Celsius."""
    return measurement("temperature", day, celsius, hour)


def sign(day: int, what: str) -> Fact[Statement]:
    """A sign that a person saw."""
    return said(f"sign-{what}-{day}", Sign(what, ClinicalTime.of(june(day, 13), TOKYO)), june(day, 14))


def admission(day: int, visit: str = "V1") -> Fact[Statement]:
    """A stay began."""
    return said(f"admission-{visit}", Admission(visit, ClinicalTime.of(june(day), TOKYO)), june(day))


def discharge(day: int, visit: str = "V1") -> Fact[Statement]:
    """A stay ended."""
    return said(f"discharge-{visit}", Discharge(visit, ClinicalTime.of(june(day, 15), TOKYO)), june(day, 15))


def site_infection(
    site: str,
    criterion: str,
    day: int,
    *organisms: str,
    anchor: int | None = None,
    specimen_type: str | None = None,
    blood_is_element: bool = False,
) -> Fact[Statement]:
    """An infection at another site that a person found met."""
    names = tuple(found.name for found in (resolve(one).organism for one in organisms) if found is not None)
    tested = day_of_june(day if anchor is None else anchor)
    statement = SiteInfection(
        site=site,
        criterion=criterion,
        date_of_event=day_of_june(day),
        anchor=tested,
        organisms=names,
        specimen_dates=(tested,),
        specimen_type=specimen_type,
        blood_is_element=blood_is_element,
    )
    return said(f"site-{site}-{criterion}-{day}", statement, june(day + 3))


def central_line(placed: int, accessed: int | None = None, removed: int | None = None) -> Fact[Statement]:
    """A central line."""
    statement = CentralLine(
        ClinicalTime(day_of_june(placed)),
        None if accessed is None else ClinicalTime(day_of_june(accessed)),
        None if removed is None else ClinicalTime(day_of_june(removed)),
    )
    return said(f"line-{placed}", statement, june(placed))


def condition(
    what: str, since: date, until: date | None = None, grade: int | None = None, millilitres: int | None = None
) -> Fact[Statement]:
    """A condition with a duration."""
    volume = None if millilitres is None else Decimal(millilitres)
    return said(f"condition-{what}-{since}", Condition(what, since, until, grade, volume), june(1))


def adjudication(target: str, verdict: str, given: datetime, note: str = "") -> Fact[Statement]:
    """A person's verdict on an event or signal."""
    return said(f"verdict-{target}-{given.isoformat()}", Adjudication(target, verdict, note), given)


def assessed(
    *facts: Fact[Statement], now: datetime = LONG_AFTER, protocol: Protocol | None = None, born: date | None = None
) -> Assessment:
    """The assessment of the recipient from these facts."""
    return assess(recipient(born), facts, protocol or Protocol(), now)


def bsi_events(assessment: Assessment, status: EventStatus | None = None) -> list[Event]:
    """The BSI events, all or those of a status, by date."""
    return [one for one in assessment.events if one.kind == "bsi" and status in {None, one.status}]


def confirmed(assessment: Assessment) -> list[Event]:
    """The confirmed BSI events, by date."""
    return bsi_events(assessment, EventStatus.CONFIRMED)


def bsi_signals(assessment: Assessment) -> list[Signal]:
    """The BSI signals, by since."""
    return [one for one in assessment.signals if one.kind.startswith("bsi.")]


def organism_names(event: Event) -> list[str]:
    """Names of an event's organisms, in its order."""
    return [one.name for one in event.organisms]


def permuted(facts: Iterable[Fact[Statement]], order: Iterable[int]) -> list[Fact[Statement]]:
    """The facts in another order, some repeated: `order` holds their positions."""
    held = list(facts)
    return [held[position % len(held)] for position in order]
