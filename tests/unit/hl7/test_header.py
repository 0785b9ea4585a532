"""What MSH says at byte level, and what is refused in which words."""

import pytest

from graftwatch.hl7.header import (
    CONTROL_ID_LIMIT_BYTES,
    KNOWN_VERSIONS,
    Delimiters,
    Header,
    Rejection,
    RejectionReason,
    read_header,
    refuse_version,
)

MSH = b"MSH|^~\\&|LAB|HOSP|GW|HUB|20260301101502+0900||ORU^R01^ORU_R01|17|P|2.5.1^JPN|||AL|NE||~ISO IR87||ISO2022-1994"


def header(frame: bytes) -> Header:
    read = read_header(frame)
    assert isinstance(read, Header)
    return read


def rejection(frame: bytes) -> Rejection:
    read = read_header(frame)
    assert isinstance(read, Rejection)
    return read


def test_every_field_that_routing_and_answering_need() -> None:
    read = header(MSH + b"\rPID|1")
    assert (read.sending_application, read.sending_facility) == (b"LAB", b"HOSP")
    assert (read.receiving_application, read.receiving_facility) == (b"GW", b"HUB")
    assert (read.sent_at, read.message_type, read.control_id) == (b"20260301101502+0900", b"ORU^R01^ORU_R01", b"17")
    assert (read.message_code, read.trigger_event, read.processing_id) == (b"ORU", b"R01", b"P")
    assert (read.version, read.character_sets) == (b"2.5.1", b"~ISO IR87")
    assert (read.accept_acknowledgement, read.application_acknowledgement) == (b"AL", b"NE")


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(MSH, id="no segment end at all"),
        pytest.param(MSH + b"\nPID|1\n", id="line feeds end segments"),
        pytest.param(MSH + b"\r\nPID|1\r\n", id="CRLF ends segments"),
        pytest.param(b"\xef\xbb\xbf" + MSH + b"\r", id="a byte order mark before MSH"),
        pytest.param(b"\r\n \0" + MSH + b"\r", id="blanks before MSH"),
        pytest.param(MSH + b"|" * 40 + b"\r", id="more fields than anybody knows"),
    ],
)
def test_tolerated_forms_read_the_same(frame: bytes) -> None:
    assert header(frame).fields[:18] == header(MSH + b"\r").fields[:18]


def test_start_says_where_msh_stands() -> None:
    frame = b"\xef\xbb\xbf\r\n" + MSH
    assert frame[header(frame).start :] == MSH


def test_a_short_msh_has_empty_fields() -> None:
    read = header(b"MSH|^~\\&|||||||ADT|1\r")
    assert (read.version, read.character_sets, read.trigger_event) == (b"", b"", b"")


@pytest.mark.parametrize(
    ("start", "delimiters"),
    [
        pytest.param(b"MSH|^~\\&|", Delimiters(), id="the usual ones"),
        pytest.param(b"MSH$%*!@$", Delimiters(b"$", b"%", b"*", b"!", b"@"), id="others"),
        pytest.param(b"MSH|^~\\&#|", Delimiters(), id="with a truncation character (2.7)"),
        pytest.param(b"MSH|^|", Delimiters(), id="only the component separator stated"),
    ],
)
def test_delimiters_come_from_the_message(start: bytes, delimiters: Delimiters) -> None:
    separator = delimiters.field
    frame = start + separator.join([b"", b"", b"", b"", b"", b"", b"ORU", b"5"])
    assert header(frame).delimiters == delimiters
    assert header(frame).control_id == b"5"


@pytest.mark.parametrize(
    ("frame", "reason", "words"),
    [
        pytest.param(b"", RejectionReason.EMPTY, "no message", id="nothing"),
        pytest.param(b" \r\n", RejectionReason.EMPTY, "no message", id="only blanks"),
        pytest.param(b"hello this is not hl7", RejectionReason.NOT_HL7, "MSH", id="not HL7"),
        pytest.param("MSH|^~\\&|".encode("utf-16"), RejectionReason.NOT_HL7, "UTF-16", id="UTF-16"),
        pytest.param(b"MSH", RejectionReason.DELIMITERS, "MSH-1", id="MSH and nothing more"),
        pytest.param(b"MSH|^^\\&|A", RejectionReason.DELIMITERS, "twice", id="one delimiter stated twice"),
        pytest.param(b"MSHA^~\\&A", RejectionReason.DELIMITERS, "letters", id="a letter as delimiter"),
        pytest.param(b"MSH|^~\\&#!|A", RejectionReason.DELIMITERS, "five", id="too many encoding characters"),
        pytest.param(MSH.replace(b"|17|", b"||"), RejectionReason.NO_CONTROL_ID, "MSH-10", id="no control id"),
        pytest.param(MSH.replace(b"|17|", b"|  |"), RejectionReason.NO_CONTROL_ID, "MSH-10", id="a blank control id"),
        pytest.param(
            MSH.replace(b"ORU^R01^ORU_R01", b""), RejectionReason.NO_MESSAGE_TYPE, "MSH-9", id="no message type"
        ),
        pytest.param(
            MSH.replace(b"|17|", b"|" + b"1" * (CONTROL_ID_LIMIT_BYTES + 1) + b"|"),
            RejectionReason.CONTROL_ID_TOO_LONG,
            "MSH-10",
            id="a control id without end",
        ),
        pytest.param(MSH + b"|" * 9000, RejectionReason.SEGMENT_ENDS, "0x0d", id="a segment without end"),
        pytest.param(b"BHS|^~\\&|A|B|C|D|1||||77\rMSH|", RejectionReason.BATCH, "one by one", id="a batch"),
        pytest.param(b"FHS|^~\\&|A|B|C|D|1||||78\rBHS|", RejectionReason.BATCH, "one by one", id="a batch file"),
    ],
)
def test_what_is_refused_says_why(frame: bytes, reason: RejectionReason, words: str) -> None:
    refused = rejection(frame)
    assert refused.reason is reason
    assert words in refused.text


def test_a_control_id_at_the_limit_is_accepted() -> None:
    longest = b"1" * CONTROL_ID_LIMIT_BYTES
    assert header(MSH.replace(b"|17|", b"|" + longest + b"|")).control_id == longest


def test_a_batch_is_named_by_its_own_control_id() -> None:
    assert rejection(b"BHS|^~\\&|A|B|C|D|1||||77\rMSH|").control_id == b"77"


def test_what_was_readable_comes_with_the_refusal() -> None:
    refused = rejection(MSH.replace(b"|17|", b"||"))
    assert refused.header is not None
    assert refused.header.sending_application == b"LAB"


@pytest.mark.parametrize("version", sorted(KNOWN_VERSIONS))
def test_every_published_version_is_accepted(version: bytes) -> None:
    assert refuse_version(header(MSH.replace(b"2.5.1^JPN", version)), KNOWN_VERSIONS) is None


def test_an_absent_version_is_left_to_the_feed() -> None:
    assert refuse_version(header(MSH.replace(b"2.5.1^JPN", b"")), KNOWN_VERSIONS) is None


def test_an_unknown_version_is_refused_with_those_accepted() -> None:
    refused = refuse_version(header(MSH.replace(b"2.5.1^JPN", b"2.9.9")), frozenset({b"2.5.1", b"2.3"}))
    assert refused is not None
    assert refused.control_id == b"17"
    assert "'2.9.9'" in refused.text
    assert "2.3, 2.5.1" in refused.text
