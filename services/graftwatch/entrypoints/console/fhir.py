"""FHIR over a data folder."""

from collections.abc import Sequence
from datetime import datetime

from starlette.routing import BaseRoute

from graftwatch.adapters.sqlite.newest_assessments import NewestAssessments
from graftwatch.assessment import Assessment
from graftwatch.console.fhir.routes import fhir_routes
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.console.shown import shown_now


class FolderFhir:
    """See `console.fhir.port.FhirDesk`."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._newest = NewestAssessments()

    @property
    def base_url(self) -> str:
        """By which address others reach the service."""
        return self._folder.settings.base_url.rstrip("/")

    def assessments(self) -> Sequence[Assessment]:
        """Every recipient's newest assessment; none before the service has run here."""
        if not self._folder.place.state.exists():
            return ()
        with self._folder.connection() as connection:
            return self._newest.of(connection)


def fhir_routes_of(folder: OpenFolder) -> Sequence[BaseRoute]:
    """The routes of FHIR."""

    def now() -> datetime:
        return shown_now(folder)

    return fhir_routes(FolderFhir(folder), now)
