"""`graftwatch doctor` on the protocol file: what is in force, and what the file would do at the next start."""

from graftwatch.adapters.clock import SystemClock
from graftwatch.entrypoints.cli.check import Check, Verdict
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.protocol_in_force import file_beside_history, protocol_history

MEND = "give the changed rules a new `version`, or put the file back"


def protocol_check(folder: OpenFolder) -> Check:
    """The file beside the versions that were in force here."""
    found = file_beside_history(folder.settings, folder.place, SystemClock().now())
    history = protocol_history(folder.place)
    new = f"{found.in_force.name} {found.in_force.version}"
    if found.refused:
        file = folder.settings.protocol.name if folder.settings.protocol else "the built-in protocol"
        return Check("protocol", Verdict.FAULT, f"{new} stays in force: {file} {found.refused}; {MEND}")
    if found.changes:
        held = history[-1]
        text = f"{new} comes in force at the next start, in place of {held.name} {held.version}"
        return Check("protocol", Verdict.WARNING, f"{text}; every recipient is assessed anew then")
    if found.is_new:
        return Check("protocol", Verdict.OK, f"{new}; in force from the first start on")
    since = found.in_force.since.astimezone(found.in_force.protocol.zone)
    return Check("protocol", Verdict.OK, f"{new}, in force since {since:%Y-%m-%d %H:%M}")
