"""The codes of a data folder: what nobody mapped, what is in force and from where, and mappings entered and taken back.

The console writes what is entered into a file of the data folder; the gateway's watch takes it up as it does the
settings' files, within a second or two, and says by an entry of the journal what is in force. The settings' file wins.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from zoneinfo import ZoneInfo

from graftwatch.adapters.clock import SystemClock
from graftwatch.console.messages.code_views import (
    CodesShown,
    FeedCodes,
    MappedCode,
    MappingShown,
    NewMapping,
    ProposedMapping,
    UnmappedCodeShown,
    UnmappedShown,
    unmapped_key,
)
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.codes_files import feed_codes, read_codes_file
from graftwatch.entrypoints.codes_watch import codes_in_force
from graftwatch.entrypoints.console.shown_message import visible
from graftwatch.entrypoints.entered_codes_files import change_entered, entered_file, read_entered
from graftwatch.entrypoints.feed_settings import AnyFeed
from graftwatch.hl7.feed import FeedDefaults
from graftwatch.hl7.lint import lint
from graftwatch.hl7.lint_summary import UnmappedCode
from graftwatch.pipeline.state import UnmappedCount
from graftwatch.terminology.concepts import Concept
from graftwatch.terminology.entered_codes import EnteredMapping, entered_csv, is_overruled, mapped_by
from graftwatch.terminology.proposals import Proposal, propose
from graftwatch.terminology.site_codes import ORGANISM, SiteCodes, SiteCodesError

SHOWN: Final = 200
LOOKED_THROUGH: Final = 3000
"""Kept frames of a feed that are looked through for the newest with a code."""
NEWEST: Final = 20
IN_FORCE_SECONDS: Final = 6.0
LOOK_SECONDS: Final = 0.1
MAY_BE_MAPPED: Final = frozenset({"OBX-3", "OBR-4", "OBX-5"})


class FolderCodes:
    """See `console.messages.port.CodesDesk`.

    Args:
        folder: the data folder.
        now: when something is entered.
        wait_seconds: how long somebody waits until what they entered is in force.
    """

    def __init__(
        self,
        folder: OpenFolder,
        now: Callable[[], datetime] | None = None,
        wait_seconds: float = IN_FORCE_SECONDS,
    ) -> None:
        self._folder = folder
        self._now = now or SystemClock().now
        self._wait_seconds = wait_seconds

    @property
    def zone(self) -> ZoneInfo:
        """The trial's time zone."""
        return self._folder.protocol.zone

    @property
    def _elsewhere(self) -> bool:
        return self._folder.settings.engine == "kafka"

    def codes(self, feed: str = "") -> CodesShown:
        """What nobody mapped, of one feed or of all, and what was entered."""
        found = [one for one in self._unmapped() if feed in ("", one.feed)]
        feeds = [one for one in self._folder.settings.feeds if feed in ("", one.name)]
        return CodesShown(
            unmapped=tuple(found[:SHOWN]),
            more=max(0, len(found) - SHOWN),
            entered=tuple(one for each in feeds for one in self._entered(each)),
            feeds=tuple(_feed_codes(one) for one in feeds),
            elsewhere=self._elsewhere,
        )

    def unmapped(self, key: str) -> UnmappedCodeShown | None:
        """One of what nobody mapped, with a proposal by all that came under it lately; None where there is none."""
        found = next((one for one in self._unmapped() if one.key == key), None)
        if found is None:
            return None
        newest, proposal = self._lately(found)
        shown = found.model_copy(update={"proposal": proposal or found.proposal})
        line = EnteredMapping(
            found.code,
            found.system,
            ORGANISM if found.field == "OBX-5" else shown.proposal.concept if shown.proposal else "",
            shown.proposal.specimen if shown.proposal else "",
            shown.proposal.unit if shown.proposal else "",
        )
        return UnmappedCodeShown(
            unmapped=shown,
            newest=newest,
            concepts=tuple(sorted(Concept)),
            line=entered_csv([line]).splitlines()[-1],
            elsewhere=self._elsewhere,
        )

    def map(self, new: NewMapping, by: str) -> MappedCode:
        """Enters a mapping; it is in force on return, or soon."""
        feed = self._feed(new.feed)
        if feed is None:
            return MappedCode(problem="there is no such feed in the settings")
        mapping = EnteredMapping(
            new.code.strip(),
            new.system.strip(),
            new.concept.strip(),
            new.specimen.strip(),
            new.unit.strip(),
            new.organism.strip(),
            by,
            self._now().astimezone(self.zone).isoformat(timespec="seconds"),
        )
        if not all(part.isprintable() for part in mapping.columns) or mapping.code.startswith("# "):
            return MappedCode(problem="a code holds no signs that cannot be printed, and does not begin with '# '")
        try:
            mapping.codes()
            own = _own(feed)
        except SiteCodesError as fault:
            return MappedCode(problem="; ".join(one.message for one in fault.faults))
        if is_overruled(mapping, own):
            return MappedCode(overruled=True, problem=f"{_file(feed)} maps this code itself, and wins; change it there")
        return self._change(feed, lambda held: [*(one for one in held if not one.is_of(mapping)), mapping])

    def unmap(self, feed_name: str, code: str, system: str, concept: str) -> MappedCode:
        """Takes a mapping back that was entered here."""
        feed = self._feed(feed_name)
        gone = EnteredMapping(code, system, concept)
        if feed is None or not any(one.is_of(gone) for one in read_entered(self._file_of(feed))):
            return MappedCode(problem="this was not entered here, or was taken back already")
        return self._change(feed, lambda held: [one for one in held if not one.is_of(gone)])

    def _change(self, feed: AnyFeed, change: Callable[[list[EnteredMapping]], list[EnteredMapping]]) -> MappedCode:
        if self._elsewhere:
            return MappedCode(problem="on this engine codes are mapped in the gateway's files; put the line there")
        try:
            feed_codes(feed.name, feed.codes, None)  # a faulty file is told before anything is written
            change_entered(self._file_of(feed), change)
            wanted = feed_codes(feed.name, feed.codes, self._file_of(feed))
        except SiteCodesError as fault:
            return MappedCode(problem=f"the feed's file has a fault, mend it first: {fault.faults[0].message}")
        except OSError as fault:
            return MappedCode(problem=f"the data folder cannot be written to: {fault.strerror}")
        until = monotonic() + self._wait_seconds
        while True:
            held = codes_in_force(self._folder.place).get(feed.name)
            if (held.csv if held else None) == wanted.csv:
                return MappedCode(in_force=True)
            if monotonic() >= until:
                return MappedCode(in_force=False)
            sleep(LOOK_SECONDS)

    def _feed(self, name: str) -> AnyFeed | None:
        return next((one for one in self._folder.settings.feeds if one.name == name), None)

    def _file_of(self, feed: AnyFeed) -> Path:
        return entered_file(self._folder.settings.data, feed.name)

    def _unmapped(self) -> list[UnmappedShown]:
        if not self._folder.place.state.exists():
            return []
        with self._folder.state() as state:
            counted = state.unmapped()
        joined: dict[tuple[str, str, str, str], list[UnmappedCount]] = {}
        for one in counted:
            said = one.unmapped
            joined.setdefault((said.feed, said.field, said.code, said.system), []).append(one)
        found = [_shown(*key, each) for key, each in joined.items()]
        return sorted(found, key=lambda one: (-one.count, one.feed, one.field, one.code))

    def _entered(self, feed: AnyFeed) -> list[MappingShown]:
        held = codes_in_force(self._folder.place).get(feed.name)
        in_force = set(mapped_by(held.csv if held else None))
        try:
            own = _own(feed)
        except SiteCodesError:
            own = SiteCodes()
        return [
            MappingShown(
                feed=feed.name,
                code=one.code,
                system=one.system,
                concept=one.concept,
                specimen=one.specimen,
                unit=one.unit,
                organism=one.organism,
                by=one.by,
                at=one.at,
                overruled=is_overruled(one, own),
                in_force=one.columns in in_force and not is_overruled(one, own),
            )
            for one in read_entered(self._file_of(feed))
        ]

    def _lately(self, one: UnmappedShown) -> tuple[tuple[int, ...], ProposedMapping | None]:
        """The newest messages with a code, and what all that came under it in them makes it."""
        with self._folder.state() as state:
            frames = state.frames_holding(one.code, one.feed, LOOKED_THROUGH)[:NEWEST] if one.code else []
        intake = self._folder.intake()
        feed = intake.feeds.get(one.feed) or FeedDefaults(one.feed)
        codes = intake.site_codes.get(one.feed) or SiteCodes()
        together = UnmappedCode(one.code, one.system)
        for frame in frames:
            for seen in lint(frame.content, feed, self.zone, codes).seen:
                if (seen.code or seen.text, seen.system) == (one.code, one.system):
                    together.add(seen)
        proposal = together.proposal() if together.count and one.field != "OBX-5" else None
        return tuple(dict.fromkeys(frame.seq for frame in frames))[:5], _proposed(proposal)


def _shown(feed: str, field: str, code: str, system: str, counted: Sequence[UnmappedCount]) -> UnmappedShown:
    texts = tuple(dict.fromkeys(visible(one.unmapped.text) for one in counted if one.unmapped.text))
    proposals = {propose(text, {}) for text in texts or (code,)} if field in {"OBX-3", "OBR-4"} else {None}
    return UnmappedShown(
        key=unmapped_key(feed, field, code, system),
        feed=feed,
        field=field,
        code=code,
        system=system,
        texts=texts[:5],
        count=sum(one.count for one in counted),
        proposal=_proposed(proposals.pop()) if len(proposals) == 1 else None,
        may_be_mapped=field in MAY_BE_MAPPED and bool(code),
    )


def _proposed(one: Proposal | None) -> ProposedMapping | None:
    return (
        None
        if one is None
        else ProposedMapping(
            concept=one.concept, specimen=one.specimen, unit=one.unit, confidence=one.confidence, why=one.why
        )
    )


def _own(feed: AnyFeed) -> SiteCodes:
    """What the feed's own file maps."""
    return SiteCodes() if feed.codes is None else read_codes_file(feed.name, feed.codes).site_codes()


def _file(feed: AnyFeed) -> str:
    return feed.codes.name if feed.codes else ""


def _feed_codes(feed: AnyFeed) -> FeedCodes:
    try:
        lines = 0 if feed.codes is None else len(mapped_by(read_codes_file(feed.name, feed.codes).csv))
    except SiteCodesError as fault:
        return FeedCodes(feed=feed.name, file=_file(feed), lines=0, fault=str(fault).splitlines()[0])
    return FeedCodes(feed=feed.name, file=_file(feed), lines=lines, fault="")
