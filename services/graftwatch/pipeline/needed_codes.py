"""Codes of recipients' messages that nobody mapped, although their name says what the rules need.

Most of a laboratory's codes concern nobody here and are only counted. One whose name plainly says "blood culture" is a
page that will be missed, so it is told, once, until the feed's own codes map it. What a name plainly says is decided as
for a proposed mapping; nothing is read by it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from graftwatch.findings import Severity
from graftwatch.hl7.to_facts import Unmapped
from graftwatch.paging import HealthKind, Trouble
from graftwatch.terminology.concepts import Concept, Kind, Specimen, definition
from graftwatch.terminology.proposals import propose
from graftwatch.terminology.site_codes import SiteCodes

# A feed that sends more codes than this under such names is not mapped at all: the first ones say so.
CODES_AT_MOST: Final = 20
# Names of codes repeat; reading one takes some hundred microseconds.
_CACHED_NAMES: Final = 4096
_FIELDS: Final = frozenset({"OBX-3", "OBR-4"})


class NeededCode(BaseModel):
    """One such code: where it came, what it seems to be, since when."""

    model_config = ConfigDict(frozen=True)

    feed: str
    field: str
    code: str
    system: str
    name: str
    concept: Concept
    since: AwareDatetime

    def trouble(self) -> Trouble:
        """What is told of it: blood cultures and their kin wake somebody, the rest waits for the morning."""
        system = f" ({self.system})" if self.system else ""
        named = f" {self.name!r}" if self.name else ""
        seems = self.concept.replace("_", " ")
        reason = f"a recipient's message has {self.field} {self.code}{system}{named}, which nobody mapped: {seems}?"
        told_as = definition(self.concept)
        is_blood = told_as.kind is Kind.MICROBIOLOGY and told_as.specimen is Specimen.BLOOD
        severity = Severity.PAGE if is_blood else Severity.NOTIFY
        part = f"{self.feed}, {self.code}{system}"
        return Trouble(HealthKind.CODES_UNMAPPED, part, reason, self.since, severity)


def needed(found: Iterable[Unmapped], known: Iterable[NeededCode], at: datetime) -> Iterator[NeededCode]:
    """Those of the codes that are needed and not known as such yet, each once."""
    held = {(one.feed, one.code, one.system) for one in known}
    for one in found:
        key = (one.feed, one.code, one.system)
        concept = _concept(one.text or one.code) if one.field in _FIELDS and key not in held else None
        if concept is not None and sum(1 for feed, _, _ in held if feed == one.feed) < CODES_AT_MOST:
            held.add(key)
            said = {"feed": one.feed, "field": one.field, "code": one.code, "system": one.system, "name": one.text}
            yield NeededCode(**said, concept=concept, since=at)


def still_needed(known: Iterable[NeededCode], feed: str, codes: SiteCodes) -> tuple[NeededCode, ...]:
    """Those that a feed's own codes still do not map."""
    return tuple(one for one in known if one.feed != feed or codes.meaning(one.code, one.system) is None)


@lru_cache(maxsize=_CACHED_NAMES)
def _concept(name: str) -> Concept | None:
    """What a code of this name plainly is; a culture of something else than blood is nobody's concern here."""
    proposal = propose(name, {})
    if proposal is None or proposal.specimen not in ("", Specimen.BLOOD):
        return None
    return proposal.concept
