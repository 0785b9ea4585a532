"""What a batch has to say in the log: pages, failures, and what could not be taken as it came."""

from collections import Counter

import structlog

from graftwatch.pipeline.batch import Batch


def log_batch(log: structlog.typing.FilteringBoundLogger, batch: Batch) -> None:
    """Says it; what is alike once, with how often."""
    for letter in batch.dead_letters:
        log.error("dead letter", seq=letter.seq, subject=letter.subject, reason=letter.reason)
    for (feed, reason), count in Counter((one.feed, one.reason) for one in batch.quarantined).items():
        log.warning("messages unreadable", feed=feed, reason=reason, count=count)
    alike = Counter((feed, one.kind, one.text) for feed, one in batch.unusable)
    places = {(feed, one.kind, one.text): one.place for feed, one in reversed(batch.unusable)}
    for (feed, kind, text), count in alike.items():
        place = places[feed, kind, text]
        log.warning("value left out", feed=feed, reason=kind, what=text, first_place=place, count=count)
    for (feed, kind), count in Counter((feed, one.kind) for feed, one in batch.implausible).items():
        log.warning("time cannot be right", feed=feed, reason=kind, count=count)
    for feed, file in batch.codes_changed:
        log.info("codes in force", feed=feed, file=file, facts_changed=batch.reread)
    for page in batch.pages:
        log.info("page", page=page.id, reason=page.reason, kind=page.kind, subject=page.subject)
