"""`graftwatch assess`: HL7 files in, assessments out; no service and no storage."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from graftwatch.assessment import Assessment, AssessmentReport, assess, protocol_stamp
from graftwatch.assessment.decisions import Decision, DecisionFile, read_decisions
from graftwatch.bsi import RULES
from graftwatch.entrypoints.cli.file_facts import FileFacts
from graftwatch.entrypoints.cli.findings_in_words import print_assessment
from graftwatch.entrypoints.cli.inputs import (
    INPUT_FILE,
    INPUT_PATH,
    messages_of,
    read_codes,
    read_protocol,
    read_roster,
    read_text,
)
from graftwatch.entrypoints.cli.output import json_option, note, print_json, print_table, progress, say
from graftwatch.entrypoints.cli.parameters import TIME
from graftwatch.facts import aware
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient, Roster

NOBODY_ENROLLED = date(1970, 1, 1)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=INPUT_PATH)
@click.option("--roster", "roster_file", type=INPUT_FILE, required=True, help="Who is enrolled, a roster.csv.")
@click.option("--protocol", "protocol_file", type=INPUT_FILE, help="The trial's rules; default: the built-in ones.")
@click.option("--decisions", "decisions_file", type=INPUT_FILE, help="People's decisions, a decisions.jsonl.")
@click.option("--codes", "codes_file", type=INPUT_FILE, help="The site's own codes, a codes.csv.")
@click.option(
    "--now",
    type=TIME,
    help="Time of the assessment: what was sent later is not known, what happened later is not looked at; "
    "default: the newest time that is stated.",
)
@json_option
def command(
    *,
    paths: tuple[Path, ...],
    roster_file: Path,
    protocol_file: Path | None,
    decisions_file: Path | None,
    codes_file: Path | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Reads HL7 files, folders or standard input (-) and prints what the protocol concludes of each recipient.

    Example: graftwatch assess --roster roster.csv --decisions decisions.jsonl messages/ --json
    """
    protocol = read_protocol(protocol_file)
    roster = read_roster(roster_file, protocol)
    stated = read_decisions(read_text(decisions_file), decisions_file.name) if decisions_file else DecisionFile()
    files = FileFacts(roster, protocol, read_codes(codes_file))
    for one in progress(messages_of(paths), "reading"):
        files.take(one)
    as_of = _as_of(now, files, stated.decisions, roster, protocol)
    refused = _decide(files, stated, roster, protocol, as_of)
    known = {one.subject: files.facts[one.subject].known_by(as_of) for one in roster}
    recipients = tuple(_told(assess(one, known[one.subject], protocol, as_of), stated) for one in _in_order(roster))
    report = AssessmentReport(
        as_of=as_of,
        protocol=protocol_stamp(protocol),
        rules=RULES,
        recipients=recipients,
        unmapped=files.unmapped(),
        unread=files.unread(),
        implausible=files.implausible(),
        not_yet_known=files.sent_later_than(as_of),
        refused_decisions=(*refused, *(f"{one.subject}: {why}" for one in recipients for why in one.refused_decisions)),
    )
    if as_json:
        print_json(report)
    else:
        _print(report, recipients)


def _in_order(roster: Roster) -> list[Recipient]:
    return sorted(roster, key=lambda one: one.subject)


def _as_of(
    now: datetime | None, files: FileFacts, decisions: Sequence[Decision], roster: Roster, protocol: Protocol
) -> datetime:
    """The stated time, else the newest that a message or a decision states, else the end of the last window."""
    if now is not None:
        return aware(now, protocol.zone)
    newest = [one for one in (files.newest, files.newest_inside) if one is not None]
    if newest:
        return max(newest + files.times_of(decisions)).astimezone(protocol.zone)
    last_days = [one.day(protocol.window.last_day, protocol.zone) for one in roster]
    after = max(last_days, default=NOBODY_ENROLLED) + timedelta(days=1)
    return datetime.combine(after, time(), protocol.zone)


def _decide(files: FileFacts, stated: DecisionFile, roster: Roster, protocol: Protocol, as_of: datetime) -> list[str]:
    """Adds the decisions' facts; says which ones are about nobody enrolled."""
    refused = [str(one) for one in stated.refused if one.subject is None or roster.get(one.subject) is None]
    for one in stated.decisions:
        if roster.get(one.subject) is None:
            refused.append(f"line {one.line}: {one.subject} is not enrolled; correct the subject or the roster")
        else:
            decided_at = one.document.decided_at(protocol.zone) or as_of
            files.add(one.facts(protocol.zone, max(as_of, decided_at)))
    return refused


def _told(assessment: Assessment, stated: DecisionFile) -> Assessment:
    """The assessment with the decisions about its recipient that could not be taken as they stand."""
    refused = tuple(str(one) for one in stated.refused if one.subject == assessment.subject)
    return assessment.model_copy(update={"refused_decisions": (*refused, *assessment.refused_decisions)})


def _print(report: AssessmentReport, recipients: Sequence[Assessment]) -> None:
    say(f"as of {report.as_of:%Y-%m-%d %H:%M %z}, protocol {report.protocol.name} {report.protocol.version}")
    for recipient in recipients:
        say()
        print_assessment(recipient)
    if report.unmapped:
        say()
        rows = [(code.field, code.code, code.count) for code in report.unmapped]
        print_table(("field", "code", "messages"), rows, title="codes that nobody mapped")
    for why in report.refused_decisions:
        note(f"decision refused: {why}")
    for one in (*report.unread, *report.implausible):
        note(f"{one.file}, {one.reason}")
    if report.not_yet_known:
        note(f"{report.not_yet_known} messages were sent later than that and count for nothing yet")
