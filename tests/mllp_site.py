"""The service with one listener of each kind: plain, TLS, mutual TLS, and two feeds that certificates tell apart."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from certificates import Authority
from running_service import RunningService

PLAIN, TLS, MUTUAL = "plain", "tls", "mutual"
_TLS = 'tls = {{certificate = "{certificate}", key = "{key}"{more}}}'
_SETTINGS = """
[[feeds]]
name = "plain"
application_acknowledgements = true

[[feeds]]
name = "tls"
port = 0
{tls}

[[feeds]]
name = "mutual"
port = 0
{mutual}

[[feeds]]
name = "laboratory"
port = 0
certificate_names = ["lab.example"]
versions = ["2.5.1"]
{mutual}

[[feeds]]
name = "icu"
port = 0
certificate_names = ["icu.example"]
versions = ["2.3"]
limits = {{max_frame_bytes = 2048}}
{mutual}

[[feeds]]
name = "closed"
port = 0
allow = ["192.0.2.0/24"]
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running service and its authority."""

    service: RunningService
    authority: Authority
    settings: Path

    def context(self, listener: str) -> ssl.SSLContext | None:
        """What a sender needs to speak with a listener."""
        if listener not in {TLS, MUTUAL}:
            return None
        return self.authority.sender("sender") if listener == MUTUAL else self.authority.sender()


@contextmanager
def mllp_site(folder: Path) -> Iterator[Site]:
    """The service on a fresh folder."""
    authority = Authority.make(folder / "certificates")
    files = authority.listener(mutual=True)
    names = {"certificate": files.certificate, "key": files.key}
    mutual = _TLS.format(**names, more=f', client_ca = "{files.client_ca}"')
    settings = folder / "settings.toml"
    settings.write_text(_SETTINGS.format(tls=_TLS.format(**names, more=""), mutual=mutual))
    with RunningService(folder / "data", "--config", str(settings)) as service:
        yield Site(service.ready(), authority, settings)
