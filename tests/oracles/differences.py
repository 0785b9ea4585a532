r"""Every difference from python-hl7 and hl7apy, with the reason, the message that shows it, and what tells it apart.

`docs/reader-differences.md` is written from this table. The oracle tests fail for a mismatch that no row explains, and
for a row whose example no longer shows it. Each predicate is as narrow as its reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tests.oracles.peers import Mismatch

MSH = "MSH|^~\\&|LAB|H|||20260301||ORU^R01^ORU_R01|17|P|2.5.1"


@dataclass(frozen=True, slots=True)
class Difference:
    """One kind of difference.

    Attributes:
        name: short label.
        peer: "python-hl7" or "hl7apy".
        example: segments behind the MSH of an invented message that shows it.
        ours: what the service reads in the example.
        theirs: what the peer reads in it.
        why: why the service reads it so.
        explains: whether a mismatch is of this kind.
        header: the MSH of the example.
    """

    name: str
    peer: str
    example: str
    ours: str
    theirs: str
    why: str
    explains: Callable[[Mismatch], bool]
    header: str = MSH


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _trimmed(raw: str) -> str:
    return "~".join("^".join(part.rstrip("&") for part in one.split("^")).rstrip("^") for one in raw.split("~"))


def _only_trimmed(one: Mismatch) -> bool:
    return one.place != "segments" and _trimmed(one.ours).rstrip("~") == _trimmed(one.theirs).rstrip("~")


def _rewritten_numbers(one: Mismatch) -> bool:
    """All parts are the same, or the same number written otherwise."""
    ours, theirs = (re.split("[~^&]", _trimmed(text)) for text in (one.ours, one.theirs))
    same = [a == b or (_number(a) is not None and _number(a) == _number(b)) for a, b in zip(ours, theirs, strict=False)]
    return len(ours) == len(theirs) and all(same) and one.ours != one.theirs


def _fields(one: Mismatch) -> bool:
    return one.place != "segments"


# Where a lone escape sign stands, python-hl7 and hl7apy go ways of their own; these are the signs of a known sequence.
_KNOWN_SEQUENCE = re.compile(r"\\(?:[EFHNRST]|X(?:[0-9A-Fa-f]{2})*|\.(?:br|sp|in|ti|sk|ce|fi|nf)[+-]?\d*)\\")


def _odd_escape(one: Mismatch) -> bool:
    return "\\" in _KNOWN_SEQUENCE.sub("", one.raw)


def _filled(text: str) -> list[str]:
    return [part for part in re.split("[~^&]", text) if part]


def _without_signs(text: str) -> str:
    return _trimmed(re.sub(r"\\E\\|\\", "", text.replace("\\L\\", "#")))


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "delete",
        "python-hl7",
        'OBX|1|ST|A||""',
        "",
        '""',
        'Two quotes say "delete" (2.5.3): they are no value. Whether they stand there is asked apart (presence).',
        lambda one: one.raw.startswith('""') and (one.ours, one.theirs) == ("", '""'),
    ),
    Difference(
        "line break",
        "python-hl7",
        "OBX|1|FT|A||one\\.br\\two",
        "one\ntwo",
        "one\rtwo",
        "A line break inside text is a line feed: a carriage return would end the segment if the text were sent on.",
        lambda one: "\\." in one.raw and one.ours.replace("\n", "\r") == one.theirs,
    ),
    Difference(
        "layout",
        "python-hl7",
        "OBX|1|FT|A||a\\.sk3\\b\\.sp2\\c",
        "a   b\nc",
        "a   b\r\rc",
        "Skipped lines are one line end and an indent is none; the peer writes them out.",
        lambda one: re.search(r"\\\.(?:sp|in|ti|sk|ce|fi|nf)", one.raw) is not None and not _odd_escape(one),
    ),
    Difference(
        "odd escape",
        "python-hl7",
        'OBX|1|ST|A||\\"\\ and \\Zxx\\',
        '\\"\\ and \\Zxx\\',
        "and",
        "A sequence that is not known, and a sign that begins none, stay as they were sent and are reported; the peer "
        "drops them.",
        lambda one: one.place.endswith("value") and _odd_escape(one),
    ),
    Difference(
        "line without segment",
        "python-hl7",
        "OBX|1|TX|A||cocci\rin clusters",
        "MSH OBX",
        "MSH OBX in clusters",
        "A line that begins no segment is text that lost its line end: it continues the field before it, and is "
        "reported. The peer makes a segment of it, named by its words.",
        lambda one: one.place == "segments" and len(one.theirs) > len(one.ours),
    ),
    Difference(
        "trailing separators",
        "hl7apy",
        "PID|1||47^^^H^^||A^B^&",
        "47^^^H^^",
        "47^^^H",
        "A field is kept as it was sent; the peer writes it anew without the separators at its end. No value differs.",
        lambda one: _fields(one) and _only_trimmed(one),
    ),
    Difference(
        "numbers rewritten",
        "hl7apy",
        "PID|1||47||A||||||||^PRN^PH^^1^555^0000001",
        "^PRN^PH^^1^555^0000001",
        "^PRN^PH^^1^555^1",
        "A number is kept as it was sent: leading zeros of a telephone number, and how exactly a value was measured.",
        lambda one: _fields(one) and _rewritten_numbers(one),
    ),
    Difference(
        "empty places dropped",
        "hl7apy",
        "OBX|1|ST|A||x||||||F||||||||||||||||||QST",
        "",
        "QST",
        "Fields and components that the message's version does not have, or not any more, stand "
        "where they were sent; the peer moves them behind the last one that it knows.",
        lambda one: one.place.endswith("moved") or _filled(one.ours) == _filled(one.theirs),
    ),
    Difference(
        "highlighting",
        "python-hl7",
        "OBX|1|FT|A||\\H\\loud\\N\\",
        "loud",
        "_loud_",
        "Highlighting is no part of the text.",
        lambda one: re.search(r"\\[HN]\\", one.raw) is not None and one.place.endswith("value"),
    ),
    Difference(
        "escape sign escaped",
        "hl7apy",
        'OBX|1|ST|A||\\"\\',
        '\\"\\',
        '\\E\\"\\E\\',
        "An escape sign that begins no sequence stays; the peer writes it as \\E\\.",
        lambda one: _fields(one) and "\\" in one.raw and _without_signs(one.theirs) == _without_signs(one.ours),
    ),
    Difference(
        "truncation sign escaped",
        "hl7apy",
        "OBX|1|ST|A||cut#",
        "cut#",
        "cut\\L\\",
        "The sign that says that a value was cut stays and is reported; the peer writes it as \\L\\.",
        lambda one: "\\L\\" in one.theirs and _without_signs(one.theirs) == _without_signs(one.ours),
        MSH.replace("&|", "&#|").replace("2.5.1", "2.8.2"),
    ),
    Difference(
        "blank values",
        "hl7apy",
        "OBX|1|ST|A|| |mg",
        " ",
        "",
        "A field is kept as it was sent, and its value has no outer blanks; the peer drops a field of blanks.",
        lambda one: (one.ours.strip(), one.theirs) == ("", ""),
    ),
)


def explained_by(one: Mismatch) -> list[str]:
    """The names of the rows that explain a mismatch."""
    return [row.name for row in DIFFERENCES if row.peer == one.peer and row.explains(one)]


def document() -> str:
    """`docs/reader-differences.md`."""
    head = (
        "# Where the reader differs from python-hl7 and hl7apy\n\n"
        "Written from `tests/oracles/differences.py` (`python -m tests.oracles`), whose tests compare the three on the "
        "public samples, on\nthe simulator's output and on generated messages. A difference that is not in this table "
        "fails them, and so does a row that no\nlonger shows.\n\n"
        "| difference | peer | for example | read here as | by the peer as | why |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(
        f"| {row.name} | {row.peer} | {_code(row.example)} | {_code(row.ours)} | {_code(row.theirs)} | {row.why} |\n"
        for row in DIFFERENCES
    )


def _code(text: str) -> str:
    shown = text.replace("\r", "⏎").replace("\n", "↵").replace("|", "\\|")
    return f"`{shown}`" if shown else "(nothing)"
