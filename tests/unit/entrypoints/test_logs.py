"""Logs hold no identifier, whatever somebody passes to them, and cannot stop the service."""

import io
import json
import logging
import sys

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from graftwatch.entrypoints.logs import configure_logs, redact

MESSAGE = "MSH|^~\\&|LAB|HOSP|||20260601||ORU^R01|X1|P|2.5\rPID|1||ZQ4711^^^HOSP||Hoshi^Yuzu||19600101\r"


def logged(**fields: object) -> str:
    return json.dumps(redact(None, "info", {"event": "said", **fields}), ensure_ascii=False)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(MESSAGE, id="a whole message"),
        pytest.param(f"cannot read {MESSAGE}", id="a message behind words"),
        pytest.param(["PID|1||ZQ4711^^^HOSP||Hoshi^Yuzu"], id="a segment in a list"),
        pytest.param({"raw": {"line": "PID|1||ZQ4711||Hoshi^Yuzu"}}, id="a segment deep inside"),
        pytest.param(MESSAGE.encode(), id="bytes"),
    ],
)
def test_nothing_of_a_message_is_logged(value: object) -> None:
    line = logged(detail=value)
    assert not [word for word in ("ZQ4711", "Hoshi", "19600101") if word in line]


@given(st.integers(100_000, 10**12), st.text(max_size=10))
def test_long_numbers_are_struck_out_of_every_text(number: int, around: str) -> None:
    assert str(number) not in logged(detail=f"{around} {number} {around}")


def test_an_exception_is_logged_by_type_and_place_without_its_words() -> None:
    try:
        int("patient 4711 Hoshi Yuzu")
    except ValueError:
        line = logged(exc_info=True)
    assert json.loads(line)["fault"] == "ValueError"
    assert "test_logs" in json.loads(line)["place"]
    assert "Hoshi" not in line


def test_subjects_counts_and_page_ids_stay_readable() -> None:
    line = json.loads(logged(subject="S01", page="48ac123456decef5", count=1_234_567, seq=None))
    assert (line["subject"], line["page"], line["count"], line["seq"]) == ("S01", "48ac123456decef5", 1_234_567, None)


def test_a_line_is_json_with_level_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logs("warning")
    structlog.get_logger(component="test").info("not this")
    structlog.get_logger(component="test").warning("this", feed="lab")
    structlog.reset_defaults()
    (line,) = [json.loads(one) for one in written.getvalue().splitlines()]
    assert (line["event"], line["level"], line["component"], line["feed"]) == ("this", "warning", "test", "lab")
    assert line["timestamp"].endswith("Z")


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    configure_logs("info")
    structlog.get_logger().error("said into the void")
    structlog.reset_defaults()


def test_what_a_library_logs_is_a_line_of_ours_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logs("info", role="pager")
    for node in range(3):
        logging.getLogger("kafka.net").warning("no connection to node %s", node)
    logging.getLogger("kafka.net").info("all is well")
    [line] = [json.loads(one) for one in stream.getvalue().splitlines()]
    assert line["event"] == "no connection to node 0"
    assert (line["component"], line["role"], line["level"]) == ("kafka.net", "pager", "warning")


def test_the_words_of_an_exception_in_a_librarys_line_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logs("info")
    fault = ValueError("patient 4711 Hoshi Yuzu")
    logging.getLogger("asyncio").error("it was never retrieved\nfuture: %r", fault, exc_info=fault)
    assert "Hoshi" not in stream.getvalue()
    assert json.loads(stream.getvalue())["fault"] == "ValueError"
