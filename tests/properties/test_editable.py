"""What somebody does not touch in a browser comes back byte for byte, whatever the bytes are."""

from hypothesis import given
from hypothesis import strategies as st

from graftwatch.hl7.editable import editable, written

HEADS = st.sampled_from(
    [b"", b"MSH|^~\\&|L|||||||C|P|2.5|||||JPN|~ISO IR87\r", b"MSH|^~\\&|||||||||||||||||UNICODE UTF-8\n"]
)
PARTS = st.one_of(
    st.binary(max_size=30),
    st.text("血液培養⟦⟧\x00\r\n", max_size=20).map(lambda text: text.encode("utf-8")),
    st.text("血液培養\r", max_size=20).map(lambda text: text.encode("iso2022_jp")),
)


def as_browser(text: str) -> str:
    """What a text area gives back: the first line end is dropped when it is shown, all become CR LF."""
    shown = text.removeprefix("\n")
    return shown.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


@given(HEADS, PARTS, st.sampled_from(["UNICODE UTF-8", "ISO IR87", "8859/1", "KS X 1001", "unknown"]))
def test_untouched_bytes_come_back(head: bytes, rest: bytes, charset: str) -> None:
    made = editable(head + rest, charset)
    assert written(as_browser(made.text), made.codec, made.ends) == head + rest


def test_a_message_in_two_byte_text_is_read_and_mended_as_text() -> None:
    sent = "MSH|^~\\&|L|||||||C|P|2.5|||||JPN|~ISO IR87\rNTE|1||血液\r".encode("iso2022_jp")
    made = editable(sent, "ASCII")
    assert "血液" in made.text
    mended = written(made.text.replace("血液", "血液培養"), made.codec, made.ends)
    assert mended == sent.decode("iso2022_jp").replace("血液", "血液培養").encode("iso2022_jp")
