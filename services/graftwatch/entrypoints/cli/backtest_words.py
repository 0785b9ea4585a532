"""A backtest's report on the terminal: the figures as tables, then each disagreement in one line."""

from graftwatch.backtest.report import BacktestReport
from graftwatch.backtest.words import (
    cautions,
    false_in_words,
    played_in_words,
    rate_in_words,
    share_in_words,
    spell_in_words,
    target_in_words,
)
from graftwatch.entrypoints.cli.output import note, print_table, say


def print_report(report: BacktestReport) -> None:
    """The whole report; explanations stand in the JSON and on the page."""
    say(f"{played_in_words(report)}; protocol {report.protocol.name} {report.protocol.version}, {report.rules}")
    say("intervals: exact 95 %")
    _print_endpoints(report)
    _print_events(report)
    _print_pages(report)
    _print_rejection_signals(report)
    _print_signals(report)
    _print_times(report)
    _print_disagreements(report)
    for one in cautions(report):
        note(one)


def _print_endpoints(report: BacktestReport) -> None:
    say()
    columns = ("endpoint, by recipient", "sensitivity", "specificity", "positive predictive value")
    rows = [
        (
            one.endpoint,
            share_in_words(one.sensitivity),
            share_in_words(one.specificity),
            share_in_words(one.positive_predictive_value),
        )
        for one in report.endpoints
    ]
    print_table(columns, rows)


def _print_events(report: BacktestReport) -> None:
    say()
    columns = (
        "confirmed events",
        "sensitivity",
        "positive predictive value",
        "same date",
        "same criterion",
        "organisms",
    )
    rows = [
        (
            one.kind,
            share_in_words(one.sensitivity),
            share_in_words(one.positive_predictive_value),
            f"{one.same_date.count} of {one.same_date.of}",
            f"{one.same_criterion.count} of {one.same_criterion.of}",
            f"{one.same_organisms.count} of {one.same_organisms.of}",
        )
        for one in report.events
    ]
    print_table(columns, rows)
    cultures = report.cultures
    if cultures.not_infection:
        say(f"contaminants and results taken back never confirmed: {share_in_words(cultures.never_confirmed)}")


def _print_pages(report: BacktestReport) -> None:
    pages = report.pages
    say()
    print_table(
        ("pages that wake somebody", ""),
        [
            ("about something true", share_in_words(pages.positive_predictive_value)),
            ("false", rate_in_words(pages.false_per_month)),
            ("matters that woke for nothing", rate_in_words(pages.false_stories_per_month)),
            ("besides", f"{pages.repetitions} repetitions, {pages.endings} endings, {pages.notices} notices"),
            ("not counted", f"{pages.outside_observation} outside observation, {pages.not_judged} not judged"),
        ],
    )
    say()
    print_table(
        ("alarms", "about something true", "in uneventful months", "repetitions", "endings"),
        [
            (
                one.severity,
                share_in_words(one.precision),
                rate_in_words(one.uneventful_per_month),
                str(one.repetitions),
                str(one.endings),
            )
            for one in report.alarms
        ],
    )
    wrong = [one for one in pages.by_kind if one.truth not in {"confirmed", "suspected", "unresolved", "excluded"}]
    if wrong:
        say("false pages were about: " + "; ".join(f"{one.truth}: {one.count} {one.service}" for one in wrong))


def _print_rejection_signals(report: BacktestReport) -> None:
    if not report.rejection_signals:
        return
    say()
    columns = ("laboratory signals of rejection", "sensitivity before biopsy", "false signals", "aim")
    rows = [
        (one.definition, share_in_words(one.sensitivity_before_biopsy), false_in_words(one), target_in_words(one))
        for one in report.rejection_signals
    ]
    print_table(columns, rows)
    if report.rises_from_injuries:
        causes = ", ".join(f"{one.truth} {one.count}" for one in report.rises_from_injuries)
        say(f"enzyme rises without rejection that another injury truly caused: {causes}")


def _print_signals(report: BacktestReport) -> None:
    say()
    columns = ("signal", "raised", "right", "told of", "among")
    rows = [
        (one.kind, one.raised, one.right, share_in_words(one.sensitivity), one.expected_by) for one in report.signals
    ]
    print_table(columns, rows)


def _print_times(report: BacktestReport) -> None:
    say()
    rows = [(one.name, *spell_in_words(one)) for one in report.times if one.hours]
    print_table(("time", "events", "median", "quartiles", "worst"), rows)


def _print_disagreements(report: BacktestReport) -> None:
    say()
    if not report.disagreements:
        say("no disagreement between truth and service")
        return
    several = len(report.feeds) > 1
    rows = [
        (f"{one.feed} {one.subject}" if several else one.subject, one.title, one.truth, one.service)
        for one in report.disagreements
    ]
    print_table(("recipient", "disagreement", "truth", "service"), rows)
    say(f"{len(rows)} disagreements; the grounds of each: --html or --json")
