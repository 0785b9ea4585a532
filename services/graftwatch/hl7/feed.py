"""What a feed leaves unsaid in its messages: the defaults that its settings declare.

Nothing here is guessed from the messages; a feed that leaves something out and declares nothing has that reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from types import MappingProxyType

from graftwatch.terminology.concepts import Concept


@dataclass(frozen=True, slots=True)
class FeedDefaults:
    """A feed's declared defaults.

    Attributes:
        name: the feed's name, as metrics and listings have it.
        charset: character set where MSH-18 is empty.
        authority: assigning authority of identifiers that state none.
        code_system: code system of codes that state none.
        units: unit of a concept's values that state none.
        time_zone: time zone of times without an offset; None: the hospital's.
        observation_time_is_status_time: OBX-14 says when the result got its status (some laboratories fill it with
            the time of reporting), so it dates versions where OBR-22 is empty. By the standard it is a clinical time.
        sends_changes_only: a microbiology report holds only what changed since the last one, not a snapshot.
    """

    name: str
    charset: str = "UNICODE UTF-8"
    authority: str = ""
    code_system: str = ""
    units: Mapping[Concept, str] = field(default_factory=lambda: MappingProxyType({}))
    time_zone: tzinfo | None = None
    observation_time_is_status_time: bool = False
    sends_changes_only: bool = False
