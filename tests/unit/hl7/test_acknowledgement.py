"""Acknowledgements as other programs read them: python-hl7 and hl7apy are the readers here, never our own."""

import hl7
import pytest
from hl7apy.core import Message
from hl7apy.parser import parse_message

from graftwatch.hl7.acknowledgement import (
    PLAIN,
    Outcome,
    Refusal,
    accept,
    accept_by_application,
    code_for,
    refuse,
    refuse_by_application,
    second_code_for,
)
from graftwatch.hl7.header import Header, Rejection, RejectionReason, read_header

AT = b"20260301101503+0000"


def header(
    version: str = "2.5.1", accept_ack: str = "", application_ack: str = "", charset: str = "", start: str = "MSH|^~\\&"
) -> Header:
    fields = [start, "LAB", "HOSP", "GW", "HUB", "20260301101502", "", "ORU^R01^ORU_R01", "MSG-17", "P", version]
    fields += ["", "", accept_ack, application_ack, "", charset]
    read = read_header("|".join(fields).encode() + b"\rPID|1\r")
    assert isinstance(read, Header)
    return read


def accepted(of: Header) -> bytes:
    answer = accept(of, b"A1", AT)
    assert answer is not None
    return answer


def refused(refusal: Refusal) -> bytes:
    answer = refuse(refusal, b"A1", AT)
    assert answer is not None
    return answer


def no_control_id() -> Refusal:
    rejection = read_header(b"MSH|^~\\&|LAB|HOSP|GW|HUB|20260301||ORU^R01^ORU_R01||P|2.5.1\r")
    assert isinstance(rejection, Rejection)
    return Refusal(Outcome.REJECTED, rejection.text, rejection.header, rejection.control_id, rejection.reason)


def by_hl7apy(answer: bytes) -> Message:
    return parse_message(answer.decode("ascii"), find_groups=False)


def test_python_hl7_reads_whom_it_answers_and_which_message() -> None:
    read = hl7.parse(accepted(header()).decode())
    assert [str(read["MSH"][0][n]) for n in (3, 4, 5, 6)] == ["GW", "HUB", "LAB", "HOSP"]
    assert str(read["MSH"][0][10]) == "A1"
    assert (str(read["MSA"][0][1]), str(read["MSA"][0][2])) == ("AA", "MSG-17")


@pytest.mark.parametrize(
    ("version", "message_type"),
    [
        ("2.1", "ACK"),
        ("2.2", "ACK"),
        ("2.3", "ACK^R01"),
        ("2.3.1", "ACK^R01^ACK"),
        ("2.5.1", "ACK^R01^ACK"),
        ("2.6", "ACK^R01^ACK"),
        ("2.7", "ACK^R01^ACK"),
        ("2.8.2", "ACK^R01^ACK"),
    ],
)
def test_hl7apy_reads_the_answer_in_the_senders_version(version: str, message_type: str) -> None:
    read = by_hl7apy(accepted(header(version)))
    assert read.version == version
    assert read.msh.msh_9.to_er7() == message_type
    assert read.msa.msa_1.to_er7() == "AA"
    assert read.msa.msa_2.to_er7() == "MSG-17"


@pytest.mark.parametrize(
    ("version", "answered"),
    [
        pytest.param("", "2.5.1", id="none stated"),
        pytest.param("2.9.9", "2.5.1", id="one that nobody published"),
        pytest.param("2.5.1^JPN", "2.5.1^JPN", id="with a country"),
    ],
)
def test_version_of_the_answer(version: str, answered: str) -> None:
    assert by_hl7apy(accepted(header(version))).msh.msh_12.to_er7() == answered


def test_the_character_set_is_repeated() -> None:
    read = hl7.parse(accepted(header(charset="UNICODE UTF-8")).decode())
    assert str(read["MSH"][0][18]) == "UNICODE UTF-8"


def test_the_senders_own_delimiters_are_used() -> None:
    frame = b"MSH$%*!@$LAB%L1$HOSP$GW$HUB$20260301$$ORU%R01%ORU_R01$17$P$2.5.1\r"
    read = read_header(frame)
    assert isinstance(read, Header)
    answer = accepted(read)
    assert answer.startswith(b"MSH$%*!@$GW$HUB$LAB%L1$HOSP$" + AT + b"$$ACK%R01%ACK$A1$P$2.5.1\r")
    assert answer.endswith(b"\rMSA$AA$17\r")


def test_a_refusal_says_why_in_msa_and_err() -> None:
    answer = refused(no_control_id())
    read = by_hl7apy(answer)
    assert read.msa.msa_1.to_er7() == "AR"
    assert read.msa.msa_2.to_er7() == ""
    assert "MSH-10" in read.msa.msa_3.to_er7()
    assert read.err.err_2.to_er7() == "MSH^1^10"
    assert read.err.err_3.to_er7() == "101^Required field missing^HL70357"
    assert read.err.err_4.to_er7() == "E"
    assert "MSH-10" in read.err.err_8.to_er7()
    assert "MSH-10" in str(hl7.parse(answer.decode())["ERR"][0][8])


def test_no_err_before_2_5() -> None:
    read = header("2.3")
    answer = refused(Refusal(Outcome.FAILED, "disk full", read, read.control_id))
    assert b"\rERR" not in answer
    assert answer.endswith(b"\rMSA|AE|MSG-17|disk full\r")


def test_what_could_not_be_stored_is_an_internal_error_in_err() -> None:
    read = header()
    answer = by_hl7apy(refused(Refusal(Outcome.FAILED, "disk full", read, read.control_id)))
    assert answer.msa.msa_1.to_er7() == "AE"
    assert answer.msa.msa_2.to_er7() == "MSG-17"
    assert answer.err.err_3.to_er7() == "207^Application internal error^HL70357"


def test_an_answer_to_something_without_a_header_still_parses() -> None:
    refusal = Refusal(Outcome.REJECTED, "the frame does not begin with MSH", reason=RejectionReason.NOT_HL7)
    read = by_hl7apy(refused(refusal))
    assert read.msa.msa_1.to_er7() == "AR"
    assert read.err.err_3.to_er7() == "100^Segment sequence error^HL70357"


def test_words_cannot_break_the_answer() -> None:
    read = header()
    words = "begin with MSH|^~\\&|\r\nthen ü"
    answer = hl7.parse(refused(Refusal(Outcome.REJECTED, words, read, read.control_id)).decode())
    assert len(answer) == 3
    assert answer.unescape(str(answer["MSA"][0][3])) == "begin with MSH|^~\\&|  then ?"


A, E, R = Outcome.ACCEPTED, Outcome.FAILED, Outcome.REJECTED


@pytest.mark.parametrize(
    ("accept_ack", "application_ack", "codes"),
    [
        pytest.param("", "", {A: b"AA", E: b"AE", R: b"AR"}, id="original mode"),
        pytest.param("AL", "", {A: b"CA", E: b"CE", R: b"CR"}, id="MSH-15 always"),
        pytest.param("AL", "NE", {A: b"CA", E: b"CE", R: b"CR"}, id="MSH-15 always, MSH-16 never"),
        pytest.param("AL", "AL", {A: b"CA", E: b"CE", R: b"CR"}, id="both always: the accept acknowledgement"),
        pytest.param("ER", "NE", {A: None, E: b"CE", R: b"CR"}, id="MSH-15 on errors only"),
        pytest.param("SU", "NE", {A: b"CA", E: None, R: None}, id="MSH-15 on success only"),
        pytest.param("NE", "NE", {A: None, E: None, R: None}, id="never"),
        pytest.param("NE", "", {A: None, E: None, R: None}, id="MSH-15 never, MSH-16 empty"),
        pytest.param("NE", "AL", {A: b"AA", E: b"AE", R: b"AR"}, id="only the application's answer"),
        pytest.param("", "AL", {A: b"AA", E: b"AE", R: b"AR"}, id="MSH-16 alone"),
        pytest.param("", "ER", {A: None, E: b"AE", R: b"AR"}, id="MSH-16 alone, on errors only"),
        pytest.param("XX", "", {A: b"CA", E: b"CE", R: b"CR"}, id="a word nobody knows is read as always"),
    ],
)
def test_which_answer_the_sender_wants(
    accept_ack: str, application_ack: str, codes: dict[Outcome, bytes | None]
) -> None:
    read = header(accept_ack=accept_ack, application_ack=application_ack)
    assert {outcome: code_for(read, outcome) for outcome in Outcome} == codes
    answer = accept(read, b"A1", AT)
    assert (answer is None) == (codes[A] is None)
    if answer is not None:
        assert by_hl7apy(answer).msa.msa_1.to_er7().encode() == codes[A]
    error = refuse(Refusal(E, "disk full", read, read.control_id), b"A1", AT)
    assert (error is None) == (codes[E] is None)


@pytest.mark.parametrize(
    ("accept_ack", "application_ack", "codes"),
    [
        pytest.param("AL", "AL", {A: b"AA", E: b"AE", R: b"AR"}, id="both always"),
        pytest.param("ER", "AL", {A: b"AA", E: b"AE", R: b"AR"}, id="MSH-16 always"),
        pytest.param("AL", "ER", {A: None, E: b"AE", R: b"AR"}, id="MSH-16 on errors only"),
        pytest.param("AL", "SU", {A: b"AA", E: None, R: None}, id="MSH-16 on success only"),
        pytest.param("AL", "NE", {A: None, E: None, R: None}, id="MSH-16 never"),
        pytest.param("AL", "", {A: None, E: None, R: None}, id="MSH-16 empty"),
        pytest.param("NE", "AL", {A: None, E: None, R: None}, id="MSH-15 never: the one answer is it"),
        pytest.param("", "AL", {A: None, E: None, R: None}, id="MSH-15 empty: the one answer is it"),
        pytest.param("", "", {A: None, E: None, R: None}, id="original mode"),
    ],
)
def test_which_second_answer_the_sender_wants(
    accept_ack: str, application_ack: str, codes: dict[Outcome, bytes | None]
) -> None:
    read = header(accept_ack=accept_ack, application_ack=application_ack)
    assert {outcome: second_code_for(read, outcome) for outcome in Outcome} == codes
    second = accept_by_application(read, b"A2", AT, PLAIN)
    assert (second is None) == (codes[A] is None)
    if second is not None:
        answer = by_hl7apy(second)
        assert (answer.msa.msa_1.to_er7(), answer.msa.msa_2.to_er7()) == ("AA", "MSG-17")
        assert (answer.msh.msh_15.to_er7(), answer.msh.msh_16.to_er7()) == ("NE", "NE")
    error = refuse_by_application(Refusal(E, "disk full", read, read.control_id), b"A2", AT, PLAIN)
    assert (error is None) == (codes[E] is None)
    if error is not None:
        assert by_hl7apy(error).msa.msa_3.to_er7() == "disk full"


def test_a_time_with_a_zone_does_not_break_an_answer_whose_separator_is_the_zones_sign() -> None:
    read = read_header(b"MSH+|^~&+LAB+H+++20260301++ORU|R01+17+P+2.5.1\r")
    assert isinstance(read, Header)
    answer = accept(read, b"A1", b"20260301101502+0900")
    assert answer is not None
    back = read_header(answer)
    assert isinstance(back, Header)
    assert (back.sent_at, back.message_code, back.control_id) == (b"20260301101502", b"ACK", b"A1")
