"""Settings: a wrong one is refused with its name and the mend; the stronger source wins."""

from pathlib import Path

import pytest

from graftwatch.entrypoints.feed_settings import MllpFeed
from graftwatch.entrypoints.options import StartOptions
from graftwatch.entrypoints.settings import Settings, SettingsError, load_settings


def mllp_ports(settings: Settings) -> list[int]:
    return [feed.port for feed in settings.feeds if isinstance(feed, MllpFeed)]


def refused(folder: Path, text: str) -> str:
    file = folder / "settings.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as fault:
        load_settings(file)
    return str(fault.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("dat = 'x'", "`dat`: there is no such setting; did you mean `data`?", id="misspelt"),
        pytest.param("[http]\nport = 99999", "`http.port`", id="a port that cannot be"),
        pytest.param("clock = 'wall'", "`clock`", id="no such clock"),
        pytest.param("[[feeds]]\ncharset = 'EBCDIC'", "no such character set: 'EBCDIC'; use", id="character set"),
        pytest.param("[[feeds]]\ntime_zone = 'Mars/Base'", "no such time zone: 'Mars/Base'; use", id="time zone"),
        pytest.param("[[feeds]]\nname='a'\n[[feeds]]\nname='a'\nport=1", "same name; each needs its own", id="two"),
        pytest.param("[[feeds]]\nname='a'\n[[feeds]]\nname='b'", "same port; each needs its own", id="ports"),
        pytest.param("[[feeds]]\nkind='ftp'", "`feeds.0`: no such `kind` of feed; use 'mllp', 'folder'", id="kind"),
        pytest.param("[[feeds]]\nkind='folder'", "`feeds.0.path`: Field required", id="a folder without its path"),
        pytest.param(
            "[[feeds]]\nkind='folder'\npath='a'\nport=1", "`feeds.0.port`: there is no such setting", id="port"
        ),
        pytest.param("[[feeds]]\nversions=['3.0']", "no such version of HL7: '3.0'; use one of 2.1", id="version"),
        pytest.param(
            "[[feeds]]\nname='a'\nkind='folder'\npath='in'\n[[feeds]]\nname='b'\nkind='ssmix2'\npath='in/deep'",
            "from the same folder, or from one inside the other",
            id="a feed inside another",
        ),
        pytest.param("[[feeds]]\nallow=['10.1.2.3/24']", "use an address such as 10.1.2.3 or a network", id="network"),
        pytest.param("[[feeds]]\n[feeds.tls]\nkey='k'", "`feeds.0.tls.certificate`: Field required", id="half TLS"),
        pytest.param("[[feeds]]\n[feeds.limits]\nidle_second=1", "did you mean `idle_seconds`?", id="a feed's limit"),
        pytest.param("[[feeds]]\ncertificate_names=['a']", "`certificate_names` needs `tls.client_ca`", id="names"),
        pytest.param("feeds = [", "not valid TOML", id="not TOML"),
        pytest.param(
            "[[channels]]\nkind='webhook'\nname='w'\nurl='http://x/'\nsecret='short'", "`secret`", id="secret"
        ),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name_and_the_mend(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text)


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "dat = 'x'\n[http]\nport = -1\n").splitlines()) == 2


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such settings file"):
        load_settings(tmp_path / "none.toml")


def test_the_environment_beats_the_file_and_the_command_line_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("log_level = 'debug'\n[http]\nport = 1001\nhost = '0.0.0.0'\n")
    monkeypatch.setenv("GRAFTWATCH_HTTP__PORT", "1002")
    settings = load_settings(file)
    assert (settings.log_level, settings.http.port, settings.http.host) == ("debug", 1002, "0.0.0.0")
    assert StartOptions(config=file, http_port=0, mllp_port=7).settings().http.port == 0
    assert mllp_ports(StartOptions(config=file, mllp_port=7).settings()) == [7]


THREE_KINDS = """
[[feeds]]
kind = "folder"
name = "reports"
path = "drop"
[[feeds]]
name = "laboratory"
authority = "HOSP"
[[feeds]]
kind = "ssmix2"
name = "storage"
path = "ssmix"
"""


def test_feeds_of_several_kinds_stand_in_one_list_and_one_without_a_kind_is_listened_for(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(THREE_KINDS)
    settings = StartOptions(config=file, mllp_port=7).settings()
    assert [(feed.name, feed.kind) for feed in settings.feeds] == [
        ("reports", "folder"),
        ("laboratory", "mllp"),
        ("storage", "ssmix2"),
    ]
    assert mllp_ports(settings) == [7]


def test_a_port_for_a_service_without_an_mllp_feed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[[feeds]]\nkind = 'folder'\npath = 'drop'\n")
    with pytest.raises(SettingsError, match="no feed is of kind mllp; leave the option out"):
        StartOptions(config=file, mllp_port=7).settings()


def test_a_misspelt_name_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAFTWATCH_LOG_LEVL", "debug")
    with pytest.raises(SettingsError, match="GRAFTWATCH_LOG_LEVL; did you mean GRAFTWATCH_LOG_LEVEL"):
        load_settings()


SHARING = """
[[feeds]]
name = "laboratory"
certificate_names = ["lab.example"]
tls = {certificate = "c.pem", key = "k.pem", client_ca = "ca.pem"}
[[feeds]]
name = "icu"
certificate_names = ["icu.example"]
tls = {certificate = "c.pem", key = "k.pem", client_ca = "ca.pem"}
"""


def test_feeds_that_certificates_tell_apart_may_share_a_port(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(SHARING)
    assert mllp_ports(load_settings(file)) == [2575, 2575]


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        pytest.param("icu.example", "LAB.example", "have the same name in `certificate_names`", id="one name twice"),
        pytest.param('certificate_names = ["icu.example"]', "", "or `certificate_names` to tell senders", id="no name"),
        pytest.param(
            'key = "k.pem", client_ca = "ca.pem"}\n[[',
            'key = "z.pem", client_ca = "ca.pem"}\n[[',
            "set them alike",
            id="other files",
        ),
    ],
)
def test_feeds_on_one_port_that_could_not_be_told_apart_are_refused(
    tmp_path: Path, change: str, to: str, said: str
) -> None:
    assert change in SHARING
    assert said in refused(tmp_path, SHARING.replace(change, to))


class TestChannels:
    """What would be told to nobody, or show a secret."""

    ALERTS = "[[channels]]\nkind = 'alertmanager'\nname = 'alerts'\nurls = ['http://127.0.0.1:9093']\n"
    PAGER = "[[channels]]\nkind = 'pagerduty'\nname = 'pager'\nrouting_key = 'key'\n"

    def test_pages_about_recipients_need_a_channel(self, tmp_path: Path) -> None:
        said = refused(tmp_path, self.ALERTS)
        assert "no channel takes pages about recipients" in said

    def test_pages_about_the_service_need_one(self, tmp_path: Path) -> None:
        assert "no channel takes pages about service" in refused(tmp_path, f"{self.PAGER}about = ['recipients']\n")

    def test_each_may_have_its_own(self, tmp_path: Path) -> None:
        file = tmp_path / "settings.toml"
        file.write_text(f"{self.PAGER}about = ['recipients']\n{self.ALERTS}")
        assert [one.name for one in load_settings(file).channels] == ["pager", "alerts"]

    def test_a_secret_that_cannot_be_used_is_not_shown(self, tmp_path: Path) -> None:
        said = refused(tmp_path, "[[channels]]\nkind = 'apprise'\nname = 'sms'\nurls = ['nosuch://t0ken@host/']\n")
        assert "Apprise does not know" in said
        assert "t0ken" not in said
        said = refused(tmp_path, "[[channels]]\nkind = 'slack'\nname = 'chat'\nurl = 'hooks.slack.example/t0ken'\n")
        assert "channels.0" in said
        assert "t0ken" not in said
