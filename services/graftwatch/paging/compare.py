"""The difference between what people were told and what is so now, with its name.

People are told again when it became surer or louder, when an organism came, or when something they act on is no
longer what they were told. What was not yet known when they were told, and is now (a date of event), is no change.
"""

from graftwatch.paging.matter import Said
from graftwatch.paging.page import PageReason


def difference(told: Said, now: Said) -> PageReason:
    """`escalated`, `new_organism`, `revised`, or `none`."""
    if now.certainty > told.certainty or now.loudness > told.loudness:
        return PageReason.ESCALATED
    if set(now.organisms) - set(told.organisms):
        return PageReason.NEW_ORGANISM
    if _contradicts(told, now):
        return PageReason.REVISED
    return PageReason.NONE


def _contradicts(told: Said, now: Said) -> bool:
    if told.kind is not now.kind or told.organisms != now.organisms or told.secondary_to != now.secondary_to:
        return True
    stated = ((told.date_of_event, now.date_of_event), (told.criterion, now.criterion), (told.grade, now.grade))
    return any(before is not None and before != after for before, after in stated)
