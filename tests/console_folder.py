"""A data folder as the console's tests find it: three recipients of a simulated trial, and messages that mean harm."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from embedded import Embedded, blood_culture
from graftwatch.entrypoints.settings import Settings
from graftwatch.pipeline.quarantine import NewQuarantined
from graftwatch.simulator import simulate
from simulated_journal import journal_of

SEED = 6
"""Of its recipients one has a contaminated culture, one a rejection and an infection, one an infection."""
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} '; DROP TABLE fact; --"
LONG = "Enterobacteriaceae" * 12
"""A word that no line has room for."""


def played(folder: Path) -> Settings:
    """The folder after the trial; gives its settings."""
    simulation = simulate(SEED, recipients=3, days=40, background=0.0)
    with closing(Embedded(folder)) as service:
        service.journal.append(journal_of(simulation))
        _, number, authority, *_ = simulation.roster_csv.splitlines()[1].split(",")
        at = simulation.until
        for order, said in (("X1", HOSTILE), ("X2", LONG)):
            named = {"order": order, "number": number, "authority": authority}
            drawn = at - timedelta(days=2)
            service.receive(blood_culture(f"HOSTILE-{order}", at, collected_at=drawn, said=said, **named), at)
        service.run()
        with closing(service.folder.open_quarantine(service.settings)) as quarantine:
            held = [f"MSH|^~\\&|broken {number}|{HOSTILE}".encode() for number in range(3)]
            quarantine.add(
                [
                    NewQuarantined("default", "no_header", "it does not begin with MSH", one, len(one), 0, at)
                    for one in held
                ]
            )
        return service.settings
