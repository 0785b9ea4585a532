"""A hospital's certificates for tests, made anew each time: an authority, the listener's files, senders' contexts."""

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import trustme

from graftwatch.adapters.mllp.tls_files import TlsFiles


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority whose own certificate lies in a file."""

    ca: trustme.CA
    file: Path

    @classmethod
    def make(cls, folder: Path, name: str = "authority") -> Self:
        folder.mkdir(exist_ok=True, parents=True)
        ca = trustme.CA()
        ca.cert_pem.write_to_path(folder / f"{name}.pem")
        return cls(ca, folder / f"{name}.pem")

    def issue(
        self, name: str, *identities: str, common_name: str | None = None, not_after: datetime | None = None
    ) -> tuple[Path, Path]:
        """Writes NAME.crt (with its chain) and NAME.key; gives both."""
        made = self.ca.issue_cert(*(identities or (f"{name}.example",)), common_name=common_name, not_after=not_after)
        certificate, key = self.file.parent / f"{name}.crt", self.file.parent / f"{name}.key"
        certificate.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
        key.touch(mode=0o600)
        made.private_key_pem.write_to_path(key)
        return certificate, key

    def listener(
        self, *, mutual: bool = False, minimum_version: str = "1.2", not_after: datetime | None = None
    ) -> TlsFiles:
        """The files of a listener on the loopback."""
        certificate, key = self.issue("listener", "localhost", "127.0.0.1", not_after=not_after)
        return TlsFiles(certificate, key, self.file if mutual else None, minimum_version)

    def sender(self, name: str = "", *identities: str, common_name: str | None = None) -> ssl.SSLContext:
        """A sender's context that trusts this authority; with a name, one that shows a certificate."""
        context = ssl.create_default_context(cafile=self.file)
        if name:
            context.load_cert_chain(*self.issue(name, *identities, common_name=common_name))
        return context
