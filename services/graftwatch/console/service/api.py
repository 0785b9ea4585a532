"""The operator's pages as JSON."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import Field

from graftwatch.console.api.problem import documented
from graftwatch.console.service.port import NotThere, ServiceDesk
from graftwatch.console.service.views import (
    ChannelsShown,
    HealthShown,
    SettingsShown,
    TestShown,
)
from graftwatch.console.shell.pages import visitor_of
from graftwatch.findings import Published


class PageAgain(Published):
    """A page that is to be sent again."""

    page: str = Field(max_length=100, description="Its id.")


class SentAgain(Published):
    """The channels that it goes out through again."""

    page: str
    channels: tuple[str, ...]


def service_api(desk: ServiceDesk) -> APIRouter:
    """The operations."""
    router = APIRouter(prefix="/api/v1", tags=["service"])

    @router.get("/service", summary="How the service is")
    def service_health() -> HealthShown:
        """Stages with their lags, checks, storage, deliveries that wait or were lost, dead letters, the protocol."""
        return desk.health()

    @router.post("/service/resend", summary="Send a lost page again", responses=documented(HTTPStatus.CONFLICT))
    def resend_page(request: Request, again: PageAgain) -> SentAgain:
        """Only through channels on which it failed for good."""
        try:
            channels = desk.resend(again.page, visitor_of(request).account)
        except NotThere as fault:
            raise HTTPException(HTTPStatus.CONFLICT, str(fault)) from None
        return SentAgain(page=again.page, channels=channels)

    @router.get("/channels", summary="Channels, and who is on call")
    def list_channels() -> ChannelsShown:
        """How each channel did last; who has each duty now and next, and when nobody has it."""
        return desk.channels()

    @router.post(
        "/channels/{name}/test",
        summary="Send a test page through a channel",
        responses=documented(HTTPStatus.NOT_FOUND),
    )
    def test_channel(request: Request, name: Annotated[str, Field(max_length=40)]) -> TestShown:
        """Waits for the receiver's answer, as long as one attempt may take. The page that ends the test follows it."""
        try:
            return desk.test(name, visitor_of(request).account)
        except NotThere as fault:
            raise HTTPException(HTTPStatus.NOT_FOUND, str(fault)) from None

    @router.get("/settings", summary="The settings in force")
    def list_settings() -> SettingsShown:
        """With where each comes from. Secrets are masked, and so is what follows the host in a URL."""
        return desk.settings()

    return router
