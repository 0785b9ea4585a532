"""What `graftwatch doctor` says of the people: the on-call file, the protocol's escalation, and whether they meet."""

import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli.check import Check, Verdict
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.on_call_place import OnCallPlace
from graftwatch.entrypoints.wiring import channel_names
from graftwatch.on_call import OnCallFileError, Rota, warnings_of

WHAT: Final = "on call"
# As far as gaps are looked for, too.
WITHIN: Final = timedelta(days=60)


def on_call_checks(folder: OpenFolder) -> Iterator[Check]:
    """The on-call file by line, names of the escalation that are nothing, people whom no page reaches, gaps."""
    path, escalation = folder.settings.on_call, folder.protocol.paging.escalation
    if path is None:
        names = {name for step in escalation for name in step.to} - set(channel_names(folder.settings))
        if names:
            missing = ", ".join(sorted(names))
            yield Check(WHAT, Verdict.FAULT, f"the escalation names {missing}, no channels: set `on_call` to a file")
        return
    place, now = OnCallPlace(path, folder.settings), SystemClock().now()
    try:
        rota = place.rota()
    except OnCallFileError as fault:
        kept = "the file before stays in force" if folder.place.on_call.exists() else "the service will not start"
        yield Check(WHAT, Verdict.FAULT, f"{kept}; mend:\n{fault}")
        return
    faults, warnings = list(place.escalation_faults(rota)), list(_warnings(folder, place, rota, now))
    yield from (Check(WHAT, Verdict.FAULT, one) for one in faults)
    yield from (Check(WHAT, Verdict.WARNING, one) for one in warnings)
    if not faults and not warnings:
        on_duty = ", ".join(f"{duty}: {rota.who(duty, now) or 'nobody'}" for duty in rota.file.duties)
        yield Check(WHAT, Verdict.OK, f"{path.name}, {len(rota.file.people)} people; now {on_duty}")


def _warnings(folder: OpenFolder, place: OnCallPlace, rota: Rota, now: datetime) -> Iterator[str]:
    escalation = folder.protocol.paging.escalation
    if not escalation:
        yield "nobody of the file is paged: the protocol has no `paging.escalation`; pages go to every channel"
    taking = {one.name for one in folder.settings.channels if one.channel.takes_alarms}
    languages = {folder.protocol.paging.language, *folder.protocol.paging.also_in}
    if stat.S_IMODE(place.path.stat().st_mode) & stat.S_IROTH:
        yield f"{place.path.name} holds addresses and can be read by everybody on this machine; `chmod o-r` it"
    for key, held in rota.file.people.items():
        if held.language is not None and held.language not in languages:
            yield f"{key} asks for {held.language}; add it to the protocol's `paging.also_in`"
    for name in dict.fromkeys(name for step in escalation for name in step.to):
        for person in _people_of(name, rota, now):
            through = rota.file.people[person].through
            if through and not taking & through.keys():
                yield f"{person} has {name} and no address on a channel that takes pages; add one to `through`"
    yield from warnings_of(rota, now)


def _people_of(name: str, rota: Rota, now: datetime) -> list[str]:
    """Whom a name of the escalation means within the coming weeks, each once."""
    if name in rota.file.duties:
        return [*dict.fromkeys(one.person for one in rota.shifts(name, now, now + WITHIN) if one.person)]
    return [name] if name in rota.file.people else []
