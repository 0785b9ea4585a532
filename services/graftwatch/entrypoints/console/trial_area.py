"""The routes of the committee's area, over its desk."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from graftwatch.console.trial.api import trial_api
from graftwatch.console.trial.pages import trial_routes
from graftwatch.console.trial.port import TrialDesk
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.trial import trial_here


def trial_routes_of(folder: OpenFolder, desk: TrialDesk | None = None) -> Sequence[BaseRoute]:
    """The routes; without a desk this process works out the figures."""
    asked = trial_here(folder) if desk is None else desk
    return [*trial_routes(asked), *trial_api(asked).routes]
