"""`GET /api/v1/me`: as whom one asks, and what one may do."""

from fastapi import APIRouter, Request

from graftwatch.console.access.roles import Role, Scope
from graftwatch.console.shell.pages import visitor_of
from graftwatch.findings import Published

router = APIRouter(prefix="/api/v1", tags=["access"])


class Me(Published):
    """As whom one asks. `scopes` is what the token was made for; null for a browser's session."""

    account: str
    roles: tuple[Role, ...]
    scopes: tuple[Scope, ...] | None
    language: str
    may_see_identifiers: bool


@router.get("/me", summary="As whom you ask")
async def me(request: Request) -> Me:
    """Your account, its roles, and what your token was made for."""
    visitor = visitor_of(request)
    scopes = None if visitor.scopes is None else tuple(sorted(visitor.scopes))
    return Me(
        account=visitor.account,
        roles=tuple(sorted(visitor.roles)),
        scopes=scopes,
        language=visitor.language,
        may_see_identifiers=visitor.may_see_identifiers,
    )
