"""The chapters on the data behind the figures and on the rules they were drawn by."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.committee.chart import Table
from graftwatch.committee.completeness import TEMPERATURE_WITHIN, TROUGH_WITHIN, Completeness
from graftwatch.committee.document import Chapter, Facts, Listing, Paragraph
from graftwatch.committee.material import ReportMaterial
from graftwatch.committee.wording import NOTHING, minute

BEFORE_EVERY_MESSAGE: Final = 1970
"""The year in which the clock of a replay begins."""


def completeness_chapter(material: ReportMaterial) -> Chapter:
    """What the feeds brought up to the cut-off, and what is missing."""
    data, zone = material.completeness, material.protocol.zone
    cut_off = minute(material.figures.as_of, zone)
    until = "" if data.read_until is None else f" The service had read its feeds up to {minute(data.read_until, zone)}."
    says = (
        f"Everything here was known to the service by {cut_off}; what it learnt later changes nothing in this report."
        f"{until} Messages that say nothing of a recipient are not counted here."
    )
    pending = Table(
        ("subject", "collected on", "days ago", "said so far"),
        tuple((one.subject, one.collected_on.isoformat(), str(one.days), one.said) for one in data.pending),
        frozenset({2}),
    )
    return Chapter(
        "data",
        "Data cut-off and completeness",
        (
            Paragraph(says),
            Listing("Messages about recipients, by feed", _feeds(material), "no message about a recipient came"),
            Listing("Silences and troubles of feeds and service that were told", _outages(material)),
            Listing("In quarantine at the cut-off: not read, whoever they are about", _unread(material)),
            Listing("Blood cultures in the window whose result is awaited", pending),
            Listing(_not_measured_caption(), _not_measured(data, material)),
        ),
    )


def _feeds(material: ReportMaterial) -> Table:
    zone = material.protocol.zone
    rows = tuple(
        (one.feed, f"{one.messages:,}", minute(one.first, zone), minute(one.last, zone))
        for one in material.completeness.feeds
    )
    return Table(("feed", "messages", "first", "last"), rows, frozenset({1}))


def _outages(material: ReportMaterial) -> Table:
    zone = material.protocol.zone
    rows = tuple(
        (one.what, one.why, minute(one.since, zone), minute(one.told, zone), minute(one.over, zone))
        for one in material.completeness.outages
    )
    return Table(("trouble", "what was seen", "since", "told", "over"), rows)


def _unread(material: ReportMaterial) -> Table:
    zone = material.protocol.zone
    rows = tuple(
        (one.feed, one.reason.replace("_", " "), f"{one.count:,}", minute(one.oldest, zone))
        for one in material.completeness.unread
    )
    return Table(("feed", "reason", "messages", "oldest"), rows, frozenset({2}))


def _not_measured_caption() -> str:
    return (
        f"Recipients in the window without a temperature for {TEMPERATURE_WITHIN.days} days or a trough for "
        f"{TROUGH_WITHIN.days} (who is at home has none)"
    )


def _not_measured(data: Completeness, material: ReportMaterial) -> Table:
    zone = material.protocol.zone
    rows = tuple(
        (one.subject, str(one.post_operative_day), minute(one.temperature, zone), minute(one.trough, zone))
        for one in data.not_measured
    )
    return Table(("subject", "day", "last temperature", "last trough"), rows, frozenset({1}))


def protocol_chapter(material: ReportMaterial) -> Chapter:
    """By which rules the figures were drawn, and which were in force before."""
    stamp, zone = material.figures.protocol, material.protocol.zone
    history = [
        (one.name, one.version, _since(one.since, zone), one.sha256) for one in material.figures.protocol_history
    ]
    versions = Table(
        ("protocol", "version", "in force since", "SHA-256 when it came in force"),
        tuple(history or [(stamp.name, stamp.version, NOTHING, stamp.sha256)]),
    )
    window = material.protocol.window
    return Chapter(
        "protocol",
        "Protocol and rules",
        (
            Facts(
                (
                    ("Protocol", f"{stamp.name}, version {stamp.version}"),
                    ("SHA-256 as read by this release", stamp.sha256),
                    ("Detection rules", material.rules),
                    ("Window", f"post-operative days {window.first_day} to {window.last_day}"),
                    ("Time zone", material.protocol.time_zone),
                )
            ),
            Listing("Versions in force up to the cut-off", versions),
        ),
    )


def _since(at: datetime, zone: ZoneInfo) -> str:
    """When a version came in force; a replay begins before every message, in 1970."""
    return "the beginning" if at.year == BEFORE_EVERY_MESSAGE else minute(at, zone)
