from pathlib import Path

import pytest

from graftwatch.entrypoints.cli.check import Verdict
from graftwatch.entrypoints.cli.link_checks import link_check
from graftwatch.entrypoints.settings import load_settings

PAGER = '[[channels]]\nkind = "webhook"\nname = "pager"\nurl = "https://pager.example"\nsecret = "a secret of a test"\n'
FILE = '[[channels]]\nkind = "file"\nname = "file"\npath = "pages.jsonl"\n'


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        pytest.param(f'base_url = "https://graftwatch.example.org"\n{PAGER}', Verdict.OK, id="a proxy with TLS"),
        pytest.param(PAGER, Verdict.WARNING, id="left as it was: opens on this machine only"),
        pytest.param(f'base_url = "https://localhost:8443"\n{PAGER}', Verdict.WARNING, id="this machine by its name"),
        pytest.param(f'base_url = "http://[::1]:8080"\n{PAGER}', Verdict.WARNING, id="this machine, IPv6"),
        pytest.param(f'base_url = "http://10.1.2.3:8080"\n{PAGER}', Verdict.WARNING, id="in the clear"),
        pytest.param("", Verdict.OK, id="no channel"),
        pytest.param(FILE, Verdict.OK, id="a file alone, which holds no links"),
    ],
)
def test_links_must_open_where_pages_are_read(tmp_path: Path, settings: str, verdict: Verdict) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(settings)
    assert link_check(load_settings(file)).verdict is verdict
