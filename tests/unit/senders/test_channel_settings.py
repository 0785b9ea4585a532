from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from graftwatch.adapters.senders.settings import ChannelSettings
from graftwatch.findings import Severity

SETTINGS: TypeAdapter[ChannelSettings] = TypeAdapter(ChannelSettings)


def test_a_file_channel_needs_a_name_and_a_path_only() -> None:
    settings = SETTINGS.validate_python({"kind": "file", "name": "log", "path": "pages.jsonl"})
    assert settings.kind == "file"
    assert settings.path == Path("pages.jsonl")
    assert settings.channel.severities == {Severity.PAGE, Severity.NOTIFY}


def test_pagerduty_wakes_for_pages_only_unless_told_otherwise() -> None:
    settings = SETTINGS.validate_python({"kind": "pagerduty", "name": "pd", "routing_key": "key"})
    assert settings.kind == "pagerduty"
    assert str(settings.endpoint) == "https://events.pagerduty.com/v2/enqueue"
    assert settings.channel.severities == {Severity.PAGE}


def test_durations_say_their_unit_in_the_name() -> None:
    channel = SETTINGS.validate_python(
        {
            "kind": "file",
            "name": "log",
            "path": "pages.jsonl",
            "timeout_seconds": 3,
            "retry_after_seconds": [1, 10],
            "give_up_after_minutes": 5,
        }
    ).channel
    assert channel.timeout == timedelta(seconds=3)
    assert [channel.wait_after(attempts) for attempts in (1, 2, 3, 99)] == [
        timedelta(seconds=1),
        timedelta(seconds=10),
        timedelta(seconds=10),
        timedelta(seconds=10),
    ]
    assert channel.give_up_after == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        pytest.param({"kind": "fax", "name": "x"}, "kind", id="no such kind"),
        pytest.param({"kind": "file", "name": "Two Words", "path": "p"}, "name", id="a name that is no label"),
        pytest.param({"kind": "file", "name": "x", "path": "p", "retry": 3}, "retry", id="no such setting"),
        pytest.param(
            {"kind": "file", "name": "x", "path": "p", "retry_after_seconds": [0]}, "retry_after_seconds", id="no wait"
        ),
        pytest.param(
            {"kind": "file", "name": "x", "path": "p", "severities": ["log"]}, "severities", id="the log is no channel"
        ),
        pytest.param(
            {"kind": "webhook", "name": "x", "url": "https://x.example", "secret": "short"}, "secret", id="short secret"
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(settings: dict[str, object], name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        SETTINGS.validate_python(settings)
