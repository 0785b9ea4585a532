"""The tables of docs/console-access.md, written from the table of access, so that neither can change without the other.

`python -m graftwatch.entrypoints.access_docs` writes them anew (`make schemas`); a test compares them.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from graftwatch.console.access import limits, table
from graftwatch.console.access.audit import Did
from graftwatch.console.access.local_accounts import FIRST_LINK, LINK
from graftwatch.console.access.passwords import LEAST_LENGTH, MOST_LENGTH
from graftwatch.console.access.roles import ROLE_NAMES, SEES_IDENTIFIERS, Role, Scope
from graftwatch.console.access.table import RoutePath, Rule
from graftwatch.entrypoints.marked_blocks import Blocks, with_blocks

DOCUMENT: Final = Path("docs/console-access.md")
AREAS: Final[Mapping[str, Mapping[RoutePath, Rule]]] = {
    "Frame": table.SHELL,
    "Signing in, accounts": table.ACCESS_PAGES,
    "Signals": table.SIGNALS,
    "Roster": table.ROSTER,
    "Messages": table.MESSAGES,
    "Trial": table.TRIAL,
    "Service": table.SERVICE,
    "API": table.API,
    "FHIR": table.FHIR,
}


def _roles() -> Iterator[str]:
    yield "| role | name | patient identifiers |"
    yield "| --- | --- | --- |"
    for role, name in ROLE_NAMES.items():
        yield f"| `{role}` | {name} | {'on request, each look recorded' if role in SEES_IDENTIFIERS else 'never'} |"


def _routes() -> Iterator[str]:
    for area, rules in AREAS.items():
        if rules:
            yield f"**{area}**"
            yield ""
            yield "| route | who | token's scope |"
            yield "| --- | --- | --- |"
            yield from (
                f"| `{method} {path}` | {_who(rule)} | {_scope(rule)} |" for (method, path), rule in rules.items()
            )
            yield ""


def _who(rule: Rule) -> str:
    if rule.public:
        return "everybody"
    if rule.signed_in:
        return "whoever is signed in"
    return ", ".join(ROLE_NAMES[role] for role in Role if role in rule.roles)


def _scope(rule: Rule) -> str:
    if rule.public:
        return "not needed"
    if rule.any_token:
        return "any"
    return f"`{rule.scope}`" if rule.scope else "no token"


def _scopes() -> Iterator[str]:
    yield from (f"- `{one}`" for one in Scope)


def _limits() -> Iterator[str]:
    yield "| what | limit |"
    yield "| --- | --- |"
    free, first, longest = limits.FREE_ATTEMPTS, limits.FIRST_WAIT_SECONDS, limits.LONGEST_WAIT_SECONDS
    yield f"| failures of one name in a row | {free}, then a wait of {first:.0f} s that doubles up to {longest:.0f} s |"
    yield f"| attempts to sign in from one address | {limits.AT_AN_ADDRESS} a minute |"
    yield f"| attempts to sign in, all together | {limits.OVERALL} a minute |"
    yield f"| requests with one token | {limits.ASKED_BY_TOKEN} a minute |"
    yield f"| wrong tokens from one address | {limits.WRONG_TOKENS} a minute |"
    yield f"| a password | {LEAST_LENGTH} to {MOST_LENGTH} characters |"
    yield f"| the link of the first account | {FIRST_LINK.total_seconds() / 3600:.0f} h, once |"
    yield f"| the link of another account | {LINK.total_seconds() / 3600:.0f} h, once |"


def _deeds() -> Iterator[str]:
    yield ", ".join(f"`{one}`" for one in Did)


BLOCKS: Final[Blocks] = {
    "roles": _roles,
    "routes": _routes,
    "scopes": _scopes,
    "limits": _limits,
    "deeds": _deeds,
}


def filled(text: str) -> str:
    """The document with every block as the tables are now.

    Raises:
        ValueError: a block has no marks in the document.
    """
    return with_blocks(text, BLOCKS, DOCUMENT)


def write(root: Path) -> None:
    """Writes the document's blocks."""
    document = root / DOCUMENT
    document.write_text(filled(document.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
