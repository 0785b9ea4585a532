"""Who is on call, as the pipeline asks: by the rota in force, which is another one when the on-call file has changed.

Nothing here is a function of what came in: it is asked when deliveries are put into the outbox and when they are sent,
by the deliveries' clock, and changes no page.
"""

from dataclasses import dataclass
from datetime import datetime

from graftwatch.on_call import Rota


@dataclass(slots=True)
class OnCall:
    """The people of the on-call file; nobody while there is none.

    Attributes:
        rota: the rota in force.
    """

    rota: Rota | None = None

    def is_duty(self, name: str) -> bool:
        """Whether a name is a duty's."""
        return self.rota is not None and name in self.rota.file.duties

    def person_of(self, name: str, at: datetime) -> str:
        """Who is meant by a name at a time: the person on duty, or the person; empty for nobody."""
        if self.rota is None:
            return ""
        if not self.is_duty(name):
            return name if self.knows(name) else ""
        try:
            return self.rota.who(name, at) or ""
        except Exception:  # noqa: BLE001 - a calendar that cannot be worked out must lose no page: nobody is on duty
            return ""

    def knows(self, person: str) -> bool:
        """Whether somebody is in the file."""
        return self.rota is not None and person in self.rota.file.people

    def channels_of(self, person: str) -> tuple[str, ...]:
        """The channels that somebody has an address on, in the file's order; none where the person is not known."""
        return tuple(self.rota.file.people[person].through) if self.rota is not None and self.knows(person) else ()

    def address_of(self, person: str, channel: str) -> str | None:
        """Somebody's address on a channel, empty for the channel's own; None where there is none any more."""
        if self.rota is None or channel not in self.channels_of(person):
            return None
        return self.rota.file.people[person].through[channel].get_secret_value()

    def language_of(self, person: str) -> str:
        """The language that somebody is told in; empty: the protocol's."""
        return (self.rota.file.people[person].language or "") if self.rota is not None and self.knows(person) else ""
