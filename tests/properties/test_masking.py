"""Nothing of who a message is about is left in what is shown of it, however it is written and wherever it stands."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graftwatch.hl7.masking import Masking, masked_bytes
from graftwatch.hl7.message import Message, read_message
from graftwatch.hl7.personal_words import MASK, folded

KANJI = "山田太郎花子佐藤鈴木高橋渡辺伊東"
LATIN = st.text("abcdefghijklmnopqrstuvwxyzÄöüßé'-|^&~\\", min_size=4, max_size=12).filter(
    lambda one: sum(sign.isalnum() for sign in one) > 3
)
JAPANESE = st.text(KANJI + "ヤマダタロウさとうすずき", min_size=2, max_size=6)
NUMBERS = st.text("0123456789", min_size=4, max_size=10)
PROSE = st.text("xyz 0189.,;", max_size=20)
BORN = ("19600102", "1960年1月2日", "昭和35年1月2日", "02.01.1960")
HOWS = (str, str.upper, str.lower, str.title)


@dataclass(frozen=True)
class Sent:
    """A message, and what must not be seen of it."""

    text: str
    secrets: tuple[str, ...]


def _escaped(value: str) -> str:
    letters = {"\\": "E", "|": "F", "^": "S", "&": "T", "~": "R"}
    return "".join(f"\\{letters[sign]}\\" if sign in letters else sign for sign in value)


@st.composite
def messages(draw: st.DrawFn, names: st.SearchStrategy[str] = LATIN | JAPANESE, charset: str = "UNICODE UTF-8") -> Sent:
    family, given_name, mother, doctor = (draw(names) for _ in range(4))
    number, phone, prior = (draw(NUMBERS) for _ in range(3))
    secrets = (family, given_name, mother, doctor, number, phone, prior)
    written = [draw(st.sampled_from(HOWS))(draw(st.sampled_from(secrets))) for _ in range(6)]
    texts = [f"{draw(PROSE)}{_escaped(one)}{draw(PROSE)}" for one in written]
    repeated = f"{_escaped(family)}^{_escaped(given_name)}"
    lines = [
        rf"MSH|^~\&|LAB|HOSP|GW|HOSP|20260601||ORU^R01|C1|P|2.5|||||JPN|{charset}",
        f"PID|1||{number}^^^HOSP^MR~{prior}^^^OLD^MR||{repeated}~{repeated}|{_escaped(mother)}|19600102|F|||||{phone}",
        f"NK1|1|{_escaped(mother)}^{_escaped(family)}",
        f"OBR|1|{texts[0]}|2|X^{texts[1]}||||||||||||{_escaped('0123')}^{_escaped(doctor)}",
        f"OBX|1|TX|X^Y||{texts[2]}~{texts[3]}||||||F",
        f"NTE|1||{texts[4]}",
        f"ZPI|{texts[5]}|{number}",
        f"OBX|2|ST|X^Y||born 1960-1-2, {draw(st.sampled_from(BORN))}",
    ]
    return Sent("\r".join(lines), secrets)


def shown(frame: bytes) -> str:
    message = read_message(frame)
    assert isinstance(message, Message)
    masking = Masking(message)
    lines = [masking.line(one) for one in message.segments]
    fields = [field.value for one in message.segments for field in masking.fields(one)]
    return "\n".join([*lines, *fields])


@given(messages())
def test_no_name_and_no_number_is_left(sent: Sent) -> None:
    seen = folded(shown(sent.text.encode()))
    assert [one for one in sent.secrets if folded(one) in seen] == []
    assert "1960" not in seen
    assert "35年" not in seen


@given(messages(JAPANESE, "~ISO IR87"))
def test_nothing_is_left_in_two_byte_text(sent: Sent) -> None:
    frame = "\r".join(sent.text.split("\r")).encode("iso2022_jp")
    seen = folded(shown(frame))
    assert [one for one in sent.secrets if folded(one) in seen] == []


@given(st.binary(max_size=300))
def test_bytes_that_nobody_can_read_show_nothing(content: bytes) -> None:
    assert all(len(line) <= len(MASK) + 3 for line in masked_bytes(b"\xff" + content))


@pytest.mark.parametrize(
    "raw",
    [
        r"Y\X61\mada was here",
        "ＹＡＭＡＤＡ was here",
        "yamada",
        "Dr.Yamada-Schmidt",
        "tel 090-1234-5678",
        "MRN 12 34 567, again 1234567 and 123-4567",
        "taro.y@example.org",
    ],
)
def test_other_ways_to_write_it(raw: str) -> None:
    frame = (
        rf"MSH|^~\&|LAB|HOSP|||20260601||ORU^R01|C1|P|2.5|||||JPN|UNICODE UTF-8{chr(13)}"
        rf"PID|1||1234567^^^HOSP||Yamada^Taro{chr(13)}NTE|1||{raw}"
    ).encode()
    seen = folded(shown(frame))
    assert "yamada" not in seen
    assert "5678" not in seen
    assert "567" not in seen
    assert "example" not in seen


def test_what_says_nothing_of_anybody_stays() -> None:
    frame = (
        b"MSH|^~\\&|LAB|HOSP|||20260601||ORU^R01|C1|P|2.5\r"
        b"PID|1||1234567^^^HOSP^MR||Li^An||19600102|F\r"
        b"OBX|1|NM|1920-8^AST Lipase Anna^LN||40|U/L|||||F\r"
    )
    seen = shown(frame)
    assert "OBX|1|NM|1920-8^AST Lipase Anna^LN||40|U/L|||||F" in seen
    assert f"PID|1||{MASK}||{MASK}||{MASK}|F" in seen
