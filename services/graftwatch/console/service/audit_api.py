"""Both records as JSON."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from graftwatch.console.service.port import AuditAsked, ServiceDesk
from graftwatch.console.service.views import AuditShown, ChainsShown

_ALL: Final = 2**62


class AuditFilters(BaseModel):
    """Which rows; what is left out asks for all."""

    model_config = ConfigDict(extra="forbid")

    since: AwareDatetime | None = Field(default=None, description="From this time on.")
    until: AwareDatetime | None = Field(default=None, description="Before this time.")
    who: str = Field(default="", max_length=200, description="The person or account.")
    what: str = Field(default="", max_length=200, description="What happened, as rows say it.")
    about: str = Field(default="", max_length=200, description="A subject, page, account or channel.")
    pages_before: int = Field(default=_ALL, ge=0, le=_ALL, description="Rows of the pages' record before this one.")
    console_before: int = Field(default=_ALL, ge=0, le=_ALL, description="The same of the console's.")


def audit_api(desk: ServiceDesk) -> APIRouter:
    """The operations."""
    router = APIRouter(prefix="/api/v1", tags=["service"])

    @router.get("/audit", summary="Who did what, and who was told what")
    def list_audit(filters: Annotated[AuditFilters, Query()]) -> AuditShown:
        """Rows of both records, the newest first; go on by giving `older` as `pages_before` and `console_before`."""
        older = (filters.pages_before, filters.console_before)
        return desk.audit(AuditAsked(filters.since, filters.until, filters.who, filters.what, filters.about, older))

    @router.post("/audit/verify", summary="Whether both records are whole")
    def verify_audit() -> ChainsShown:
        """Works out both chains of hashes anew; says where the first fault is."""
        return desk.verify()

    return router
