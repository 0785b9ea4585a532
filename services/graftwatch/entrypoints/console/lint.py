"""Checks what somebody pastes, by a feed's settings and the codes in force; nothing of it is kept or logged."""

from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.adapters.clock import SystemClock
from graftwatch.console.messages.code_views import ProposedMapping
from graftwatch.console.messages.lint_views import LintedCode, LintedMessage, LintShown
from graftwatch.console.messages.message_views import ShownFinding
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.codes_watch import codes_in_force
from graftwatch.entrypoints.console.shown_message import visible
from graftwatch.entrypoints.wiring import intake_of
from graftwatch.hl7.batch import Part, split_messages
from graftwatch.hl7.editable import codec_of
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import Lint, lint
from graftwatch.hl7.lint_summary import Summary, UnmappedCode, proposed_lines
from graftwatch.roster import Roster
from graftwatch.terminology.site_codes import SiteCodes

CHECKED: Final = 500
SHOWN: Final = 20
CODES: Final = 50


class FolderLint:
    """See `console.messages.port.LintDesk`."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    @property
    def feeds(self) -> tuple[str, ...]:
        """The feeds' names, in the settings' order."""
        return tuple(one.name for one in self._folder.settings.feeds)

    def check_text(self, text: str, feed: str) -> LintShown:
        """Checks text as the message's own character set writes it."""
        joined = text.replace("\r\n", "\n").replace("\n", "\r").strip("\r") + "\r"
        plain = joined.encode("utf-8", "replace")
        codec = codec_of(plain, self._defaults(feed).charset) or "utf-8"
        try:
            return self.check(joined.encode(codec), feed)
        except UnicodeEncodeError:
            return self.check(plain, feed)

    def check(self, content: bytes, feed: str) -> LintShown:
        """Checks one message or a batch."""
        defaults = self._defaults(feed)
        held = codes_in_force(self._folder.place).get(feed)
        codes = held.site_codes() if held else SiteCodes()
        now, summary = SystemClock().now(), Summary()
        parts = split_messages(content) or [Part(0, b"", is_message=False, size=0)]
        shown: list[LintedMessage] = []
        for part in parts[:CHECKED]:
            place = f"byte {part.offset}"
            if not part.is_message:
                summary.add_unread(place, "no_message", "these bytes belong to no message")
                found = None
            else:
                found = lint(part.content, defaults, self.zone, codes, now)
                summary.add(place, found)
            if len(shown) < SHOWN:
                shown.append(_message(part, found))
        proposed = [one for one in summary.codes() if one.proposal() is not None]
        return LintShown(
            feed=feed,
            messages=summary.messages,
            unread=summary.unread_count,
            shown=tuple(shown),
            more=len(parts) - len(shown),
            codes=tuple(_code(one) for one in summary.codes()[:CODES]),
            lines=tuple(proposed_lines(proposed[:CODES], summary.messages)) if proposed else (),
        )

    def _defaults(self, feed: str) -> FeedDefaults:
        intake = intake_of(self._folder.settings, self._folder.protocol).with_roster(Roster())
        return intake.feeds.get(feed) or FeedDefaults(feed or "file")


def _message(part: Part, found: Lint | None) -> LintedMessage:
    if found is None or found.unread is not None:
        unread = "these bytes belong to no message" if found is None or found.unread is None else found.unread.text
        return LintedMessage(
            offset=part.offset, control_id="", type="", charset="", unread=unread, findings=(), facts=(), unmapped=()
        )
    return LintedMessage(
        offset=part.offset,
        control_id=visible(found.control_id),
        type=visible(found.type),
        charset=found.charset,
        unread="",
        findings=tuple(ShownFinding(kind=one.kind, place=one.place, text=one.text) for one in found.findings),
        facts=tuple(visible(one) for one in found.facts),
        unmapped=tuple(
            visible(" ".join(part for part in (one.field, one.code, one.system, one.text) if part))
            for one in dict.fromkeys(found.unmapped)
        ),
    )


def _code(one: UnmappedCode) -> LintedCode:
    proposal = one.proposal()
    return LintedCode(
        code=visible(one.code),
        system=visible(one.system),
        text=visible(one.name),
        count=one.count,
        proposal=ProposedMapping(
            concept=proposal.concept,
            specimen=proposal.specimen,
            unit=proposal.unit,
            confidence=proposal.confidence,
            why=proposal.why,
        )
        if proposal
        else None,
    )
