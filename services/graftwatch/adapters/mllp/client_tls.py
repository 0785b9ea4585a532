"""TLS of the sending side: its context from files, and why it failed, in words for whoever connects a feed."""

import ssl
from collections.abc import Callable
from pathlib import Path


class TlsFailed(Exception):  # noqa: N818 - said as what happened
    """TLS with the listener cannot be had; the message says why, and the mend."""


def client_context(ca: Path | None, cert: Path | None, key: Path | None, *, insecure: bool = False) -> ssl.SSLContext:
    """A sender's context.

    Args:
        ca: authorities of the listener's certificate; None: the system's.
        cert: our own certificate, where the listener asks for one.
        key: its key; None: it lies in the certificate's file.
        insecure: whether the listener's certificate is not looked at.

    Raises:
        TlsFailed: a file cannot be used.
    """
    context = ssl.create_default_context()
    if ca is not None:
        _load("--ca", ca, lambda: context.load_verify_locations(ca))
    if cert is not None:
        _load("--cert", cert, lambda: context.load_cert_chain(cert, key, _no_passphrase))
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _no_passphrase() -> str:
    raise TlsFailed("--key: the key is protected by a passphrase; openssl pkey -in FILE -out NEW takes it off")


# The library's word for what is wrong with a file, in ours.
_FILE_FAULTS = {
    "KEY_VALUES_MISMATCH": "certificate and key do not belong together; give the key the certificate was made for",
    "NO_CERTIFICATE_OR_CRL_FOUND": "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)",
    "NO_START_LINE": "certificate or key is not PEM, or the key is missing: give it by --key",
    "PEM": "certificate or key is not PEM, or the key is missing: give it by --key",
}


def _load(option: str, file: Path, load: Callable[[], None]) -> None:
    try:
        load()
    except ssl.SSLError as fault:
        words = _FILE_FAULTS.get(fault.reason or "PEM", (fault.reason or "").replace("_", " ").lower())
        raise TlsFailed(f"{option}: {file}: {words}") from None
    except OSError as fault:
        raise TlsFailed(f"{option}: {file}: cannot be read: {fault.strerror}") from None


# X509_V_ERR codes of OpenSSL, by what a person does about them.
_CERTIFICATE_EXPIRED, _CERTIFICATE_NOT_YET_VALID = 10, 9
_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _NO_ISSUER_LOCALLY, _CANNOT_VERIFY_LEAF = 18, 19, 20, 21
_NAME_MISMATCH, _ADDRESS_MISMATCH = 62, 64
_VERIFY_FAULTS = {
    _CERTIFICATE_EXPIRED: "the listener's certificate has expired; its owner must renew it",
    _CERTIFICATE_NOT_YET_VALID: "the listener's certificate is not valid yet; is the clock here right?",
    **dict.fromkeys(
        (_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _NO_ISSUER_LOCALLY, _CANNOT_VERIFY_LEAF),
        "the authority of the listener's certificate is not known here; give its PEM file by --ca",
    ),
    **dict.fromkeys(
        (_NAME_MISMATCH, _ADDRESS_MISMATCH),
        "the listener's certificate is for another name; connect by that name, or give it by --server-name",
    ),
}
# Alerts and findings of the handshake.
_HANDSHAKE_FAULTS = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the listener wants a certificate of ours; give it by --cert and --key",
    "TLSV1_ALERT_UNKNOWN_CA": "the listener does not know the authority of our certificate; its client_ca must hold it",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the listener refuses; where it wants a certificate, give it by --cert and --key",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the listener refuses our certificate",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "our certificate has expired; renew it",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "the listener refuses our certificate",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the listener wants a newer TLS",
    "WRONG_VERSION_NUMBER": "the listener does not speak TLS on this port; leave --tls out, or ask for the TLS port",
    "RECORD_LAYER_FAILURE": "the listener does not speak TLS on this port; leave --tls out, or ask for the TLS port",
    "UNEXPECTED_EOF_WHILE_READING": "the listener ended the connection during the handshake; its log says why",
}


def tls_fault_in_words(fault: ssl.SSLError) -> str:
    """Why TLS failed, and the mend."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        words = _VERIFY_FAULTS.get(fault.verify_code, "the listener's certificate is refused")
        return f"{words} ({fault.verify_message})"
    reason = fault.reason or type(fault).__name__
    return _HANDSHAKE_FAULTS.get(reason, reason.replace("_", " ").lower())
