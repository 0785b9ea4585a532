"""A feed's own codes: from now on its messages are read by them, and recipients' kept ones are read again."""

from graftwatch.paging import FoundLate, LateCause
from graftwatch.pipeline.batch import Batch
from graftwatch.pipeline.codes_change import CodesChange
from graftwatch.pipeline.consequences import Besides, Consequences
from graftwatch.pipeline.journal import Entry
from graftwatch.pipeline.rereading import Reread, Rereading, changed_codes, changed_organisms, touched_by
from graftwatch.terminology.site_codes import SiteCodes


def handle_codes(entry: Entry, held: Consequences, batch: Batch) -> None:
    """Takes the codes and steps each recipient for whom they change something; what holds no codes is buried."""
    try:
        change = CodesChange.model_validate_json(entry.content)
        codes = change.site_codes()
    except ValueError as fault:
        held.bury(entry.seq, "", "codes", fault, entry.received_at, batch)
        return
    before = held.intake.site_codes.get(change.feed, SiteCodes())
    held.store.save_codes(entry.seq, entry.received_at, change)
    organisms = {(code, "") for code in changed_organisms(before, codes)}
    held.store.forget_unmapped(change.feed, changed_codes(before, codes) | organisms)
    held.intake = held.intake.with_codes({**held.intake.site_codes, change.feed: codes})
    batch.codes_changed.append((change.feed, change.file))
    if held.watch.mapped(change.feed, codes):
        held.look(entry.received_at, entry.seq, batch)
    again = Rereading(held.intake, change.feed, touched_by(before, codes), entry.received_at)
    for subject in [one.subject for one in held.intake.roster if not one.is_heartbeat]:
        found = _reread(subject, again, entry, held, batch)
        if found.facts or found.lapses:
            batch.reread += len(found.facts) + len(found.lapses)
            zone = held.intake.protocol.zone
            late = FoundLate(found.came_at, entry.received_at, LateCause.MAPPED, zone) if found.came_at else None
            held.step(subject, found.facts, entry.received_at, entry.seq, batch, Besides(found.lapses, late))


def _reread(subject: str, again: Rereading, entry: Entry, held: Consequences, batch: Batch) -> Reread:
    try:
        return again.of(subject, held.of(subject).facts, held.store.kept_frames)
    except Exception as fault:  # noqa: BLE001 - one recipient's failure must not stop the others
        held.bury(entry.seq, subject, f"reading {subject} again", fault, entry.received_at, batch)
        return Reread()
