"""Figures in words, the same on the terminal and on the page."""

from graftwatch.backtest.report import BacktestReport, Rate, RejectionSignals, Share, Spell

NOT_KNOWN = "–"


def share_in_words(one: Share) -> str:
    """As in “7 of 8 = 87.5 % (47.3–99.7)”."""
    if one.value is None:
        return "none to count"
    return f"{one.count} of {one.of} = {percent(one.value)} % ({interval_in_words(one)})"


def interval_in_words(one: Share) -> str:
    """As in “47.3–99.7”, in per cent."""
    lower, upper = one.interval_95
    return f"{percent(lower)}–{percent(upper)}"


def percent(value: float) -> str:
    """A share in per cent, one digit behind the point; 0 and 100 only where they are exact."""
    text = f"{100 * value:.1f}"
    if value < 1 and text == "100.0":
        return "> 99.9"
    if value > 0 and text == "0.0":
        return "< 0.1"
    return text.removesuffix(".0") if value in {0.0, 1.0} else text


def rate_in_words(one: Rate) -> str:
    """As in “20 in 19.0 recipient-months = 1.05 a month (0.64–1.63)”."""
    if one.per_month is None:
        return "no time under observation"
    lower, upper = one.interval_95
    ends = f"{lower:.2f}–{NOT_KNOWN if upper is None else format(upper, '.2f')}"
    return f"{one.count} in {one.months:.1f} recipient-months = {one.per_month:.2f} a month ({ends})"


def false_in_words(one: RejectionSignals) -> str:
    """As in “3 in 13.0 months = 2.31 per 10 (0.48–6.75)”."""
    if one.false_per_10_months is None:
        return "no months without rejection"
    lower, upper = one.interval_per_10_months
    ends = f"{lower:.2f}–{NOT_KNOWN if upper is None else format(upper, '.2f')}"
    counted = one.false_signals
    return f"{counted.count} in {counted.months:.1f} months = {one.false_per_10_months:.2f} per 10 ({ends})"


def target_in_words(one: RejectionSignals) -> str:
    """Whether the aim is reached: at most one false signal in 10 recipient-months at 90 % sensitivity or more."""
    return {None: "not known", True: "reached", False: "not reached"}[one.target_met]


def hours_in_words(hours: float | None) -> str:
    """Hours with one digit; under two hours in minutes."""
    if hours is None:
        return NOT_KNOWN
    return f"{60 * hours:.0f} min" if abs(hours) < MINUTES_BELOW_HOURS else f"{hours:.1f} h"


MINUTES_BELOW_HOURS = 2.0


def spell_in_words(one: Spell) -> tuple[str, str, str, str]:
    """How many, median, quartiles, worst."""
    quartiles = NOT_KNOWN if one.quartiles is None else " to ".join(hours_in_words(each) for each in one.quartiles)
    return str(len(one.hours)), hours_in_words(one.median), quartiles, hours_in_words(one.worst)


def played_in_words(report: BacktestReport) -> str:
    """How much was played."""
    messages = sum(one.messages for one in report.feeds)
    own = sum(one.about_recipients for one in report.feeds)
    feeds = f"{len(report.feeds)} feed{'s' if len(report.feeds) > 1 else ''}"
    return (
        f"{report.recipients} recipients, {report.recipient_months:.1f} recipient-months under observation; "
        f"{own:,} of {messages:,} messages in {feeds} are about them"
    )


def cautions(report: BacktestReport) -> list[str]:
    """What a reader must know before believing the figures."""
    said = list[str]()
    for one in report.feeds:
        left_out = len(one.not_reviewed)
        parts = (
            f"{left_out} recipients are not in the truth and are left out: {', '.join(one.not_reviewed)}"
            * bool(left_out),
            f"{len(one.unread)} stretches could not be read" * bool(one.unread),
            f"decisions refused: {'; '.join(one.refused_decisions)}" * bool(one.refused_decisions),
            f"{one.undated} messages do not say when they were sent: played with the one in front" * bool(one.undated),
            f"{one.unmapped} results under codes that nobody mapped" * bool(one.unmapped),
            f"{one.failed} steps failed in processing: please report it" * bool(one.failed),
        )
        said += [f"{one.name}: {part}" for part in parts if part]
    return said
