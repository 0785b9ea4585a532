"""The page that somebody means: its id, or its first signs."""

from collections.abc import Iterable

from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.paging import Page

SHORTEST_ID = 4


def found_page(pages: Iterable[Page], stated: str) -> Page:
    """The one page whose id begins with what was stated.

    Raises:
        InputFault: none has, or several have.
    """
    found = [one for one in pages if one.id == stated or (len(stated) >= SHORTEST_ID and one.id.startswith(stated))]
    if len(found) != 1:
        how_many = "no page has" if not found else f"{len(found)} pages have"
        raise InputFault(f"{how_many} an id that begins with {stated!r}; see `graftwatch pages list`")
    return found[0]
