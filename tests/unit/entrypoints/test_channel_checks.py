"""What `graftwatch doctor` says of pages that no channel takes."""

import pytest

from graftwatch.entrypoints.cli.channel_checks import untaken_checks
from graftwatch.findings import Severity
from graftwatch.pipeline.channels import About, Channel

WAKING = Channel("pager", severities=frozenset({Severity.PAGE}))
ALERTS = Channel("alerts", about=frozenset({About.SERVICE}))


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        pytest.param([Channel("mail")], [], id="a channel for everything"),
        pytest.param(
            [WAKING], ["notifications about recipients", "notifications about service"], id="one that only wakes"
        ),
        pytest.param([WAKING, ALERTS], ["notifications about recipients"], id="the service's go to operations"),
    ],
)
def test_notifications_that_nobody_takes_are_said(channels: list[Channel], said: list[str]) -> None:
    assert [one.what for one in untaken_checks(channels)] == said
