"""Where the frame leads: each area's pages, of which everybody sees those that their roles may open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from graftwatch.console.access.roles import Visitor
from graftwatch.console.access.table import ACCESS
from graftwatch.console.shell.marked import marked as _


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the frame: its path, and its name in English."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Area:
    """The pages of one role; `below` is where its further pages lie, those that the frame does not name."""

    name: str
    entries: tuple[Entry, ...]
    below: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page is one of this area's."""
        roots = (*(one.path for one in self.entries), *self.below)
        return any(path == one or path.startswith(f"{one}/") for one in roots)


AREAS: Final = (
    Area(
        _("Infection control"),
        (Entry("/signals", _("Open signals")), Entry("/line-list", _("Line list")), Entry("/pages", _("Pages"))),
        ("/recipients",),
    ),
    Area(_("Coordinator"), (Entry("/roster", _("Roster")), Entry("/completeness", _("Completeness")))),
    Area(
        _("Integration"),
        (
            Entry("/feeds", _("Feeds")),
            Entry("/messages", _("Messages")),
            Entry("/quarantine", _("Quarantine")),
            Entry("/codes", _("Codes")),
            Entry("/lint", _("Check a message")),
        ),
    ),
    Area(_("Committee"), (Entry("/trial", _("The trial")),)),
    Area(
        _("Operator"),
        (
            Entry("/service", _("Health")),
            Entry("/channels", _("Channels")),
            Entry("/settings", _("Settings")),
            Entry("/audit", _("Audit")),
            Entry("/accounts", _("Accounts")),
        ),
    ),
)


def areas_of(visitor: Visitor | None) -> Sequence[Area]:
    """The areas with the pages that somebody may open."""
    if visitor is None:
        return ()
    open_to = (
        replace(area, entries=tuple(one for one in area.entries if may_open(visitor, one.path))) for area in AREAS
    )
    return tuple(area for area in open_to if area.entries)


def area_at(areas: Sequence[Area], path: str) -> Area | None:
    """The area whose pages the frame shows: the one that holds this page, or the only one there is."""
    return next((one for one in areas if one.holds(path)), areas[0] if len(areas) == 1 else None)


def first_page(visitor: Visitor) -> str:
    """Where somebody begins: the first page that their roles may open, or their account where there is none."""
    areas = areas_of(visitor)
    return areas[0].entries[0].path if areas else "/account"


def may_open(visitor: Visitor, path: str) -> bool:
    """Whether somebody's roles may open a page, by its path as the table of access has it."""
    rule = ACCESS.get(("GET", path))
    return rule is not None and (rule.signed_in or bool(rule.roles & visitor.roles))
