"""The timeline's pages and its JSON, over a data folder."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from graftwatch.console.timeline.api import timeline_api
from graftwatch.console.timeline.pages import timeline_routes
from graftwatch.console.timeline.port import TimelineDesk


def timeline_routes_of(desk: TimelineDesk) -> Sequence[BaseRoute]:
    """The routes."""
    return [*timeline_routes(desk), *timeline_api(desk).routes]
