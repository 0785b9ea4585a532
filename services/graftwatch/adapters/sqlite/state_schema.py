"""Tables of state.db, and the statements that read and write them.

Times are whole microseconds since 1970 in UTC, so that they compare as numbers and lose nothing. Models are kept
as the JSON they publish. `user_version` is the schema's version; a store of a newer version is refused.
"""

from datetime import UTC, datetime, timedelta

SCHEMA_VERSION = 7

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

TABLES = """
CREATE TABLE position (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL);
INSERT INTO position VALUES (1, 0);
CREATE TABLE service (only INTEGER PRIMARY KEY CHECK (only = 1), watch TEXT, channel_ledger TEXT);
INSERT INTO service VALUES (1, NULL, NULL);
CREATE TABLE feed (name TEXT PRIMARY KEY, last_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE roster_change (seq INTEGER PRIMARY KEY, known_at INTEGER NOT NULL, change TEXT NOT NULL);
CREATE TABLE fact (
    subject TEXT NOT NULL, identity TEXT NOT NULL,
    finality INTEGER NOT NULL, stated_at INTEGER NOT NULL, rank INTEGER NOT NULL, content_hash TEXT NOT NULL,
    known_at INTEGER NOT NULL, feed TEXT NOT NULL, control_id TEXT NOT NULL,
    kind TEXT NOT NULL, statement TEXT NOT NULL,
    PRIMARY KEY (subject, identity, finality, stated_at, rank, content_hash)
) WITHOUT ROWID;
CREATE TABLE frame (
    seq INTEGER NOT NULL, subject TEXT NOT NULL, received_at INTEGER NOT NULL, feed TEXT NOT NULL,
    control_id TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (seq, subject)
);
CREATE INDEX frame_by_control_id ON frame (control_id);
CREATE TABLE recipient (
    subject TEXT PRIMARY KEY, assessment TEXT, ledger TEXT NOT NULL, next_look INTEGER
) WITHOUT ROWID;
CREATE TABLE page (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL, subject TEXT, decided_at INTEGER NOT NULL, page TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX page_by_time ON page (decided_at);
CREATE TABLE delivery (
    id TEXT PRIMARY KEY, page TEXT NOT NULL REFERENCES page (id), channel TEXT NOT NULL,
    story_of TEXT NOT NULL, story TEXT NOT NULL, sequence INTEGER NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, added_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
    tried_since INTEGER, ended_at INTEGER, reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX delivery_waiting ON delivery (channel, story_of, story, sequence) WHERE state = 'waiting';
CREATE INDEX delivery_of_story ON delivery (story_of, story);
CREATE TABLE unmapped (
    feed TEXT NOT NULL, field TEXT NOT NULL, code TEXT NOT NULL, system TEXT NOT NULL, text TEXT NOT NULL,
    count INTEGER NOT NULL, PRIMARY KEY (feed, field, code, system, text)
) WITHOUT ROWID;
CREATE TABLE dead_letter (
    seq INTEGER NOT NULL, subject TEXT NOT NULL, failed_at INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (seq, subject)
) WITHOUT ROWID;
"""

# What each version added to the one before it; a new store gets them all, an older one those it lacks.
STEPS = {
    2: """
CREATE TABLE codes (
    feed TEXT PRIMARY KEY, seq INTEGER NOT NULL, known_at INTEGER NOT NULL, change TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE lapse (
    subject TEXT NOT NULL, identity TEXT NOT NULL,
    finality INTEGER NOT NULL, stated_at INTEGER NOT NULL, rank INTEGER NOT NULL, content_hash TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER,
    PRIMARY KEY (subject, identity, finality, stated_at, rank, content_hash, since)
) WITHOUT ROWID;
CREATE INDEX frame_by_subject ON frame (subject, seq);
""",
    3: """
ALTER TABLE frame ADD COLUMN first_received_at INTEGER;
CREATE TABLE usual_silence (feed TEXT PRIMARY KEY, usual TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE traffic (
    feed TEXT NOT NULL, since INTEGER NOT NULL, outcome TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (feed, since, outcome)
) WITHOUT ROWID;
CREATE INDEX page_by_seq ON page (seq);
""",
    4: """
CREATE TABLE identity_statement (
    seq INTEGER NOT NULL, place INTEGER NOT NULL, known_at INTEGER NOT NULL, change TEXT NOT NULL,
    PRIMARY KEY (seq, place)
) WITHOUT ROWID;
CREATE TABLE withdrawn (seq INTEGER PRIMARY KEY, known_at INTEGER NOT NULL);
CREATE TABLE search (
    subject TEXT PRIMARY KEY, numbers TEXT NOT NULL, before_seq INTEGER NOT NULL, cause TEXT NOT NULL
) WITHOUT ROWID;
""",
    5: """
ALTER TABLE delivery ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN acknowledges TEXT NOT NULL DEFAULT '';
CREATE INDEX delivery_failed ON delivery (ended_at) WHERE state = 'failed';
CREATE INDEX delivery_due ON delivery (channel, due_at, id) WHERE state = 'waiting';
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, page TEXT NOT NULL, subject TEXT NOT NULL,
    content TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE INDEX audit_by_page ON audit (page, seq);
CREATE INDEX audit_by_subject ON audit (subject, seq);
CREATE TRIGGER audit_in_turn BEFORE INSERT ON audit
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT raise(ABORT, 'the audit is appended to, in turn'); END;
CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit is never deleted'); END;
DELETE FROM frame WHERE subject = 'heartbeat';
CREATE TABLE heartbeat (
    channel TEXT PRIMARY KEY, id TEXT NOT NULL, page TEXT NOT NULL, added_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
    tried_since INTEGER, attempts INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, ended_at INTEGER
) WITHOUT ROWID;
CREATE INDEX page_by_dedup_key ON page (page ->> '$.dedup_key');
""",
    6: """
CREATE TABLE source (name TEXT PRIMARY KEY, offset INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE retry (seq INTEGER PRIMARY KEY, times INTEGER NOT NULL, due_at INTEGER);
ALTER TABLE position ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
""",
    7: """
CREATE TABLE protocol (
    place INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, sha256 TEXT NOT NULL, since INTEGER NOT NULL,
    said TEXT NOT NULL
);
""",
}

# The same version heard twice is a join: known since the earlier time, from the source that sorts first.
KEEP_FACT = """
INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    known_at = min(known_at, excluded.known_at),
    feed = iif((feed, control_id) <= (excluded.feed, excluded.control_id), feed, excluded.feed),
    control_id = iif((feed, control_id) <= (excluded.feed, excluded.control_id), control_id, excluded.control_id)
"""

END_LAPSE = """
UPDATE lapse SET until = ?
WHERE subject = ? AND identity = ? AND finality = ? AND stated_at = ? AND rank = ? AND content_hash = ?
    AND until IS NULL AND since <= ?
"""


# What people entered, and behind it what followed from the same entry.
ROSTER_CHANGES = """
SELECT change FROM (
    SELECT seq, 0 AS place, change FROM roster_change WHERE known_at <= ?
    UNION ALL SELECT seq, place, change FROM identity_statement WHERE known_at <= ?
) ORDER BY seq, place
"""
KEEP_ROSTER_CHANGE = "INSERT OR REPLACE INTO roster_change VALUES (:seq, :at, :change)"
KEEP_STATEMENT = """
INSERT INTO identity_statement
SELECT :seq, 1 + count(*), :at, :change FROM identity_statement WHERE seq = :seq
"""


def steps_from(version: int) -> str:
    """The statements that bring a store of a version to the newest; 0 is an empty one."""
    made = TABLES if version == 0 else ""
    later = "".join(step for to, step in sorted(STEPS.items()) if to > version)
    return f"BEGIN IMMEDIATE; {made} {later} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"


def microseconds(moment: datetime) -> int:
    """An aware time as whole microseconds since 1970 (UTC)."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds_since_1970: int) -> datetime:
    """The time (UTC) of whole microseconds since 1970."""
    return _EPOCH + microseconds_since_1970 * _MICROSECOND
