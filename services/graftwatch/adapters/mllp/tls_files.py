"""The files of TLS: read, checked in words a person can act on, made a context, and taken up anew when they change.

A broken new file keeps the old one: the service goes on with what it has, says so once, and tries again when a file
changes. A change is taken up only once it has stood still from one look to the next, as certificate and key are
rarely written in the same moment.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

# Certificates are renewed weeks ahead; from here on a person should have heard of it.
EXPIRY_WARNING = timedelta(days=30)

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class TlsUnusable(Exception):  # noqa: N818 - said as what is so
    """A file of TLS cannot be used; `setting` names it, the message the file and the mend."""

    def __init__(self, setting: str, file: Path, text: str) -> None:
        super().__init__(f"{file} {text}")
        self.setting = setting


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Which files, and the least version that is spoken.

    Attributes:
        certificate: PEM, the listener's own certificate first, then those between it and its authority.
        key: PEM, its private key without a passphrase.
        client_ca: PEM, the authorities of client certificates; with it every sender must show one (mutual TLS).
        minimum_version: 1.2 or 1.3.
    """

    certificate: Path
    key: Path
    client_ca: Path | None = None
    minimum_version: str = "1.2"

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files that are set."""
        return tuple(path for path in (self.certificate, self.key, self.client_ca) if path is not None)


@dataclass(frozen=True, slots=True)
class LoadedTls:
    """A context to shake hands with, and when its own certificate begins and ends."""

    context: ssl.SSLContext
    valid_from: datetime
    expires_at: datetime

    def warning(self, now: datetime) -> str:
        """What a person should know about the certificate's time, or nothing."""
        if now < self.valid_from:
            return f"the certificate is valid only from {self.valid_from:%Y-%m-%d %H:%M} UTC on; senders will refuse it"
        if now >= self.expires_at:
            return f"the certificate expired on {self.expires_at:%Y-%m-%d}; senders will refuse it, renew it"
        if now >= self.expires_at - EXPIRY_WARNING:
            return f"the certificate expires on {self.expires_at:%Y-%m-%d}, in {(self.expires_at - now).days} days"
        return ""


def load_tls(files: TlsFiles) -> LoadedTls:
    """Reads and checks the files.

    Raises:
        TlsUnusable: with the setting, the file and the mend.
    """
    certificate = _certificates("certificate", files.certificate)[0]
    key = _key(files.key)
    if _public(key.public_key()) != _public(certificate.public_key()):
        raise TlsUnusable(
            "key", files.key, f"is not the key of {files.certificate}; give the key that its certificate was made for"
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _VERSIONS[files.minimum_version]
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        context.load_cert_chain(files.certificate, files.key)
    except (OSError, ssl.SSLError) as fault:
        raise TlsUnusable("certificate", files.certificate, f"cannot be used: {_reason(fault)}; renew it") from None
    if files.client_ca is not None:
        _certificates("client_ca", files.client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
        try:
            context.load_verify_locations(files.client_ca)
        except (OSError, ssl.SSLError) as fault:
            raise TlsUnusable("client_ca", files.client_ca, f"cannot be used: {_reason(fault)}") from None
    return LoadedTls(context, certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def _read(setting: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        text = f"cannot be read: {fault.strerror}; give the path of a PEM file that the service may read"
        raise TlsUnusable(setting, path, text) from None


def _certificates(setting: str, path: Path) -> Sequence[x509.Certificate]:
    content = _read(setting, path)
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError:
        raise TlsUnusable(setting, path, _not_pem(content, "CERTIFICATE", "x509")) from None


def _key(path: Path) -> PrivateKeyTypes:
    content = _read("key", path)
    try:
        return load_pem_private_key(content, None)
    except TypeError:
        text = "is protected by a passphrase that nobody can type at start; openssl pkey -in FILE -out NEW takes it off"
        raise TlsUnusable("key", path, text) from None
    except ValueError:
        raise TlsUnusable("key", path, _not_pem(content, "PRIVATE KEY", "pkey")) from None


def _not_pem(content: bytes, block: str, command: str) -> str:
    # ASN.1 DER begins with a SEQUENCE.
    if content[:1] == b"\x30":
        return f"is DER, not PEM; openssl {command} -inform der -in FILE -out NEW turns it into PEM"
    if block.encode() in content:
        return f"holds a damaged {block}; copy the PEM file again"
    return f"holds no {block} in PEM (-----BEGIN {block}-----); give the file that does"


def _public(key: PublicKeyTypes) -> bytes:
    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _reason(fault: OSError) -> str:
    reason = getattr(fault, "reason", None) or fault.strerror or type(fault).__name__
    return str(reason).replace("_", " ").lower()


class TlsKeeper:
    """The context for new connections, kept up with the files.

    Raises:
        TlsUnusable: the files cannot be used at the start.
    """

    def __init__(self, files: TlsFiles) -> None:
        self.files = files
        self._taken = self._seen = _fingerprint(files)
        self.loaded = load_tls(files)
        self.fault = ""

    @property
    def context(self) -> ssl.SSLContext:
        """What new connections shake hands with."""
        return self.loaded.context

    def look(self) -> bool:
        """Takes up files that changed and have stood still since the last look; gives whether it tried to."""
        now = _fingerprint(self.files)
        settled, self._seen = now == self._seen, now
        return now != self._taken and settled and self.reload()

    def reload(self) -> bool:
        """Takes up the files as they are; `fault` says in words why they cannot be used, where they cannot."""
        self._taken = self._seen = _fingerprint(self.files)
        try:
            self.loaded = load_tls(self.files)
            self.fault = ""
        except TlsUnusable as fault:
            self.fault = f"tls.{fault.setting}: {fault}"
        return True

    def warning(self, now: datetime) -> str:
        """What a person should know, or nothing: a file that cannot be taken up, a certificate that ends."""
        kept = f"{self.fault}; the one before is kept" if self.fault else ""
        return kept or self.loaded.warning(now)


def _fingerprint(files: TlsFiles) -> tuple[tuple[int, int, int] | None, ...]:
    """What changes when a file is written, replaced, or linked to another."""
    return tuple(_mark(path) for path in files.paths)


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
