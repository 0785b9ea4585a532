"""Public intensive-care microbiology (`microbiologyevents.csv`) as a hospital's feed: messages and a roster.

Reads the de-identified table as it is published: one row an organism and antibiotic; a row without an organism is a
culture without growth, its comment says so. Each specimen becomes one ORU^R01, each subject a recipient whose
transplantation is invented on the day of the first specimen. Column names are taken in any case.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

ROSTER_HEADER = "subject,identifier,authority,transplanted_at\n"
_BLOOD = ("BLOOD",)
_CULTURE_OF_BLOOD = "600-7^Bacteria identified in Blood by Culture^LN"
_CULTURE = "11475-1^Microorganism identified in Specimen by Culture^LN"
_LONGEST_COMMENT = 400

Row = Mapping[str, str]


@dataclass(slots=True)
class Specimen:
    """One specimen with what was found in it, each organism once."""

    subject: str
    number: str
    collected: datetime
    kind: str
    test: str
    organisms: dict[str, None] = field(default_factory=dict)
    comments: dict[str, None] = field(default_factory=dict)

    @property
    def is_blood(self) -> bool:
        """Whether it is a blood culture."""
        return any(word in self.kind.upper() for word in _BLOOD)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The table's rows, by lower-case column names."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [{name.casefold(): value or "" for name, value in row.items()} for row in csv.DictReader(lines)]


def specimens_of(rows: Iterable[Row]) -> list[Specimen]:
    """The specimens, in the order of their collection."""
    found: dict[tuple[str, ...], Specimen] = {}
    for row in rows:
        collected = _time(row)
        if collected is None:
            continue
        test = row.get("test_name", "")
        number = row.get("micro_specimen_id") or f"{row['subject_id']}-{collected:%Y%m%d%H%M}-{row['spec_itemid']}"
        key = (row["subject_id"], number, test)
        specimen = found.setdefault(
            key, Specimen(row["subject_id"], number, collected, row.get("spec_type_desc", ""), test)
        )
        if row.get("org_name", "").strip():
            specimen.organisms[row["org_name"].strip()] = None
        comment = " ".join(row.get("comments", "").split())
        if comment and comment != "___":
            specimen.comments[comment[:_LONGEST_COMMENT]] = None
    return sorted(found.values(), key=lambda one: (one.collected, one.subject, one.number))


def _time(row: Row) -> datetime | None:
    written = row.get("charttime", "").strip() or row.get("chartdate", "").strip()
    return datetime.fromisoformat(written) if written else None


def roster_of(specimens: Iterable[Specimen]) -> str:
    """A roster of all subjects; each transplanted on the day before the first specimen."""
    first: dict[str, datetime] = {}
    for one in specimens:
        first.setdefault(one.subject, one.collected)
    rows = (f"S{one},{one},HOSP,{at - timedelta(days=1):%Y-%m-%dT%H:%M}\n" for one, at in sorted(first.items()))
    return ROSTER_HEADER + "".join(rows)


def messages_of(specimens: Iterable[Specimen]) -> Iterator[bytes]:
    """A final report of each specimen, two days after its collection."""
    for count, one in enumerate(specimens, 1):
        yield _message(f"IC{count}", one)


def _message(control_id: str, one: Specimen) -> bytes:
    code = _CULTURE_OF_BLOOD if one.is_blood else _CULTURE
    collected, reported = one.collected, one.collected + timedelta(days=2)
    told = list(one.organisms) or list(one.comments) or ["NO GROWTH"]
    results = [_result(place, code, words, coded=bool(one.organisms)) for place, words in enumerate(told, 1)]
    notes = [f"NTE|1|L|{_escaped(comment)}" for comment in one.comments] if one.organisms else []
    segments = [
        f"MSH|^~\\&|LAB|ICU|GW|GW|{reported:%Y%m%d%H%M%S}||ORU^R01^ORU_R01|{control_id}|P|2.5.1",
        f"PID|1||{one.subject}^^^HOSP^MR||SAMPLE^PERSON||19500101|U",
        f"OBR|1|{one.number}|{one.number}|{code}|||{collected:%Y%m%d%H%M%S}|||||||||||||||{reported:%Y%m%d%H%M%S}||MB|F",
        *results,
        *notes,
        f"SPM|1|{one.number}||^{_escaped(one.kind)}^L|||||||||||||{collected:%Y%m%d%H%M%S}",
    ]
    return ("\r".join(segments) + "\r").encode()


def _result(place: int, code: str, words: str, *, coded: bool) -> str:
    value = f"^{_escaped(words)}^L" if coded else _escaped(words)
    return f"OBX|{place}|{'CWE' if coded else 'TX'}|{code}|{place}|{value}||||||F"


def _escaped(text: str) -> str:
    for sign, sequence in (("\\", "\\E\\"), ("|", "\\F\\"), ("^", "\\S\\"), ("&", "\\T\\"), ("~", "\\R\\")):
        text = text.replace(sign, sequence)
    return text
