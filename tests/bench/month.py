"""A month of a hospital's feed, built straight into the journal's daily segments, as if it had been handled.

Other patients' laboratory messages in turn, and each late recipient's between them, evenly over the month; one of the
recipient's, on the third day, is a positive blood culture.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from rich.progress import Progress
from tests.bench.service import now
from tests.embedded import blood_culture, stamp

from graftwatch.adapters.sqlite.segment import connect, create_segment
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.adapters.sqlite.state_schema import microseconds
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.pipeline.journal import EntryKind

DAYS = 30
PATIENTS = 5000
OWN_EVERY = 2000
CULTURE_DAY = 2
ROWS_AT_A_TIME = 2000
BEFORE = (
    rb"MSH|^~\&|LIS|EXAMPLE HOSPITAL|GW|DATA|%s||ORU^R01^ORU_R01|%010d|P|2.5.1" + b"\rPID|1||%s^^^HOSP^MR||INVENTED"
)
AFTER = (
    b"^PERSON||19700214|F\rPV1|1|I|WARD7^BED12\rOBR|1|ORD448821|LAB%010d|LFT^Liver^L|||%s\r"
    b"OBX|1|NM|1742-6^Alanine aminotransferase^LN||34|U/L|0-41|N|||F\r"
    b"OBX|2|NM|1920-8^Aspartate aminotransferase^LN||29|U/L|0-40|N|||F\r"
    b"OBX|3|NM|6690-2^Leukocytes^LN||7.4|10*9/L|4.0-11.0|N|||F\r"
)
_INSERT = "INSERT INTO entry (seq, received_at, kind, feed, control_id, content) VALUES (?, ?, ?, 'default', ?, ?)"

Row = tuple[int, int, str, str, bytes]


def build_month(folder: Path, messages: int, late: Mapping[str, str]) -> float:
    """Fills a data folder's journal with so many messages; `late` are patient numbers by subject. Gives megabytes."""
    place = DataFolder(folder)
    place.make()
    a_day = messages // DAYS
    today = now().date()
    with Progress(transient=True) as progress:
        task = progress.add_task("building the month", total=DAYS)
        for number in range(DAYS):
            day = today - timedelta(days=DAYS - 1 - number)
            _segment(place.journal, day, number, a_day, list(late.values()))
            progress.advance(task)
    _as_if_handled(place, a_day * DAYS)
    return sum(path.stat().st_size for path in place.journal.iterdir()) / 2**20


def _segment(journal: Path, day: date, number: int, count: int, late: list[str]) -> None:
    path = create_segment(journal, day, number * count + 1)
    with closing(connect(path)) as segment:
        segment.execute("PRAGMA synchronous = OFF")
        rows = list[Row]()
        for row in _rows(day, number, count, late):
            rows.append(row)
            if len(rows) == ROWS_AT_A_TIME or row[0] == (number + 1) * count:
                segment.execute("BEGIN")
                segment.executemany(_INSERT, rows)
                segment.execute("COMMIT")
                rows.clear()
        if number < DAYS - 1:
            segment.execute("UPDATE segment SET closed = 1")
        segment.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows(day: date, number: int, count: int, late: list[str]) -> Iterator[Row]:
    midnight = datetime.combine(day, datetime.min.time(), now().tzinfo)
    step = (min(now(), midnight + timedelta(days=1)) - midnight) / (count + 1)
    for place in range(count):
        seq, at = number * count + place + 1, midnight + step * place
        own = late[place % OWN_EVERY] if place % OWN_EVERY < len(late) else None
        if own and number == CULTURE_DAY and place < OWN_EVERY:
            content = _culture(f"{seq:010}", at, own)
        else:
            patient = own or f"99{seq % PATIENTS:06}"
            when = stamp(at).encode()
            content = BEFORE % (when, seq, patient.encode()) + AFTER % (seq, when)
        yield seq, microseconds(at), EntryKind.FRAME.value, f"{seq:010}", content


def _culture(control_id: str, at: datetime, number: str) -> bytes:
    drawn = at - timedelta(days=1)
    return blood_culture(control_id, at, collected_at=drawn, said="Klebsiella pneumoniae", number=number)


def _as_if_handled(place: DataFolder, last: int) -> None:
    with closing(open_state(place.state)) as connection:
        store = SqliteState(connection)
        with store.transaction():
            store.move_to(last)
