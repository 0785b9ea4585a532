"""The settings of feeds: one table a sender, its `kind` saying how its messages come.

`mllp` (also where no kind is given) is listened for, `folder` is a drop folder, `ssmix2` Japan's standardised storage.
What a feed leaves unsaid in its messages is declared alike for all kinds.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Discriminator, Field, Tag

from graftwatch.entrypoints.listening_settings import Listening, address_fault
from graftwatch.entrypoints.sections import Section
from graftwatch.entrypoints.silence_settings import Silence
from graftwatch.hl7.charset import is_known_charset
from graftwatch.hl7.header import KNOWN_VERSIONS
from graftwatch.hl7.ssmix2 import UNDERSTOOD_TYPES
from graftwatch.terminology.concepts import Concept

MLLP: Final = "mllp"
FOLDER: Final = "folder"
SSMIX2: Final = "ssmix2"
KINDS = (MLLP, FOLDER, SSMIX2)


def _charset(name: str) -> str:
    if not is_known_charset(name):
        raise ValueError(
            f"no such character set: {name!r}; use an HL7 name such as 'UNICODE UTF-8', 'ASCII' or '8859/1'"
        )
    return name


def _zone(name: str | None) -> str | None:
    try:
        return name if name is None else ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no such time zone: {name!r}; use a name like 'Asia/Tokyo'") from None


def _version(version: str) -> str:
    if version.encode() not in KNOWN_VERSIONS:
        known = ", ".join(sorted(one.decode() for one in KNOWN_VERSIONS))
        raise ValueError(f"no such version of HL7: {version!r}; use one of {known}")
    return version


class FeedReading(Section):
    """What every kind of feed declares: its name, how its messages are read, and when its silence is told."""

    name: str = Field(
        default="default", pattern=r"^[a-z0-9][a-z0-9_-]{0,30}$", description="lower case; a metric label"
    )
    charset: Annotated[str, AfterValidator(_charset)] = Field(
        default="UNICODE UTF-8", description="character set of messages without MSH-18"
    )
    versions: tuple[Annotated[str, AfterValidator(_version)], ...] = Field(
        default=(), description="versions (MSH-12) accepted, others are answered AR; none: every published one"
    )
    authority: str = Field(default="", description="assigning authority of identifiers that name none")
    time_zone: Annotated[str | None, AfterValidator(_zone)] = Field(
        default=None, description="time zone of times without an offset; unset: the protocol's"
    )
    code_system: str = Field(default="", description="code system of codes that name none, such as LN")
    units: dict[Concept, str] = Field(default={}, description="units of values that name none, by concept")
    observation_time_is_status_time: bool = Field(
        default=False, description="OBX-14 says when a result got its status; used where OBR-22 is empty"
    )
    sends_changes_only: bool = Field(
        default=False, description="a culture report holds only what changed, not everything known"
    )
    codes: Path | None = Field(
        default=None, description="the site's own codes, a codes.csv; read anew whenever it changes"
    )
    silence_minutes: float | None = Field(
        default=None, gt=0, description="no message for so long is paged; unset: never"
    )
    silence: Silence = Field(
        default=(), description='limits by hour and day, or "learn": from what is usual for the feed at that hour'
    )


class MllpFeed(FeedReading, Listening):
    """A sender that connects and sends over MLLP."""

    kind: Literal["mllp"] = MLLP


class FolderFeed(FeedReading):
    """A drop folder: files appear in it, are taken, and lie in `done` or `failed` afterwards."""

    kind: Literal["folder"]
    path: Path = Field(
        description="the folder that files are dropped into; `taking`, `done` and `failed` are made in it"
    )
    ignore: tuple[str, ...] = Field(
        default=(".*", "*.tmp", "*.part"), description="patterns of names that are not ready, and left alone"
    )
    subfolders: bool = Field(default=False, description="whether files in sub-folders are taken, too")
    settle_seconds: float = Field(
        default=2.0, ge=0, description="size and time of a file must stand still so long; not of one renamed into place"
    )
    look_seconds: float = Field(default=0.5, gt=0, description="the folder is looked at this often")
    files_at_a_time: int = Field(default=1000, ge=1, description="files looked at in one look; the others wait")
    max_file_bytes: int = Field(
        default=4 * 1024**3, ge=1024, description="a larger file is moved to `failed` without being read"
    )
    done_days: int = Field(default=14, ge=1, description="days that a taken file stays in `done`; `failed` is kept")


class SsMix2Feed(FeedReading):
    """A standard or extended storage of SS-MIX2, version 1.2g."""

    kind: Literal["ssmix2"]
    path: Path = Field(description="the storage's root folder, standardised or extended; each is a feed of its own")
    transactions: Path | None = Field(
        default=None, description="root of the transaction log (`YEAR/TR_*.DAT`); a change in it is seen at once"
    )
    types: tuple[str, ...] = Field(
        default=UNDERSTOOD_TYPES, min_length=1, description="patterns of data types that are taken, such as OML-11"
    )
    since_days: int | None = Field(
        default=None, ge=1, description="days back that are taken, by the folder's day; unset: `limits.journal_days`"
    )
    watch: bool = Field(
        default=True, description="false for a share of another machine: its changes are told by nobody, only scanned"
    )
    most_watches: int = Field(
        default=100_000, ge=1, description="folders watched at most; see fs.inotify.max_user_watches"
    )
    poll_seconds: float = Field(
        default=5.0, gt=0, description="from one scan to the next where not every folder is watched"
    )
    rescan_minutes: float = Field(
        default=60.0, gt=0, description="from one scan to the next where every folder is watched, to be sure"
    )
    settle_seconds: float = Field(default=0.5, ge=0, description="a file's time must be so long past")
    look_seconds: float = Field(default=0.1, gt=0, description="changes are looked for this often")
    charset: Annotated[str, AfterValidator(_charset)] = Field(
        default="ISO IR87", description="character set of messages without MSH-18"
    )


def _kind_of(feed: object) -> object:
    return feed.get("kind", MLLP) if isinstance(feed, Mapping) else getattr(feed, "kind", None)


AnyFeed = MllpFeed | FolderFeed | SsMix2Feed
FeedSettings = Annotated[
    Annotated[MllpFeed, Tag(MLLP)] | Annotated[FolderFeed, Tag(FOLDER)] | Annotated[SsMix2Feed, Tag(SSMIX2)],
    Discriminator(
        _kind_of,
        custom_error_type="feed_kind",
        custom_error_message="no such `kind` of feed; use 'mllp', 'folder' or 'ssmix2'",
    ),
]


def clash_of(feeds: tuple[AnyFeed, ...]) -> str:
    """In words which feeds cannot be so: two of the same name, port or place; nothing where all is well."""
    names = [feed.name for feed in feeds]
    if len(set(names)) < len(names):
        return "two feeds have the same name; each needs its own"
    if fault := address_fault([feed for feed in feeds if isinstance(feed, MllpFeed)]):
        return fault
    places = sorted(feed.path.absolute() for feed in feeds if not isinstance(feed, MllpFeed))
    if any(inner.is_relative_to(outer) for outer, inner in pairwise(places)):
        return "two feeds take from the same folder, or from one inside the other; each needs its own"
    return ""
