"""How clients speak to the cluster, from the settings: addresses, TLS, SASL.

For kafka-python here; for Faust's aiokafka in `faust_connection`. Whatever of it cannot be is refused in words when
the options are made, before anything is sent.
"""

import ssl
from pathlib import Path
from typing import Any

from graftwatch.adapters.kafka.answering import answering
from graftwatch.adapters.kafka.faults import ClusterUnfit
from graftwatch.adapters.kafka.settings import BrokerTls, KafkaSettings

RECONNECT_MILLISECONDS = 1000
"""A broker that was away is looked for at least so often; the library's own half minute would be felt."""
Options = dict[str, Any]
"""Keyword arguments of a client, which has no types."""


def client_options(settings: KafkaSettings) -> Options:
    """The options that every client of kafka-python takes: where the brokers are, TLS, SASL.

    Raises:
        ClusterUnfit: a file of the settings cannot be used.
    """
    options: Options = {
        "bootstrap_servers": answering(settings.bootstrap),
        "security_protocol": protocol(settings),
        "reconnect_backoff_max_ms": RECONNECT_MILLISECONDS,
    }
    if settings.tls is not None:
        options["ssl_context"] = tls_context(settings)
    if settings.login is not None:
        options |= {
            "sasl_mechanism": settings.login.mechanism,
            "sasl_plain_username": settings.login.username,
            "sasl_plain_password": password(settings),
        }
    return options


def protocol(settings: KafkaSettings) -> str:
    """What Kafka calls the way we speak: PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL."""
    layer = "SSL" if settings.tls is not None else "PLAINTEXT"
    return f"SASL_{layer}" if settings.login is not None else layer


def tls_context(settings: KafkaSettings) -> ssl.SSLContext:
    """The TLS context of the settings; brokers must show a certificate of their host's name.

    Raises:
        ClusterUnfit: a file is missing, or is not what it should be.
    """
    tls = settings.tls or BrokerTls()
    for name, path in (("ca", tls.ca), ("certificate", tls.certificate), ("key", tls.key)):
        if path is not None:
            _readable(f"kafka.tls.{name}", path)
    try:
        context = ssl.create_default_context(cafile=str(tls.ca) if tls.ca else None)
    except ssl.SSLError:
        raise ClusterUnfit(f"kafka.tls.ca: {tls.ca} holds no certificates in PEM") from None
    if tls.certificate is not None:
        try:
            # Without the function OpenSSL would ask at the terminal, and a service would hang.
            context.load_cert_chain(tls.certificate, tls.key, password=lambda: "")
        except (ssl.SSLError, ValueError):
            raise ClusterUnfit(
                f"kafka.tls.certificate and kafka.tls.key: {tls.certificate} and {tls.key} are no pair in PEM, or the "
                "key has a passphrase; give the certificate with its chain, and its key without a passphrase"
            ) from None
    return context


def password(settings: KafkaSettings) -> str:
    """The password of the settings, or of the file they name.

    Raises:
        ClusterUnfit: the file cannot be read, or is empty.
    """
    login = settings.login
    if login is None:
        return ""
    if login.password is not None:
        return login.password.get_secret_value()
    file = login.password_file
    if file is None:
        return ""
    found = _readable("kafka.login.password_file", file).decode("utf-8", "replace").strip()
    if not found:
        raise ClusterUnfit(f"kafka.login.password_file: {file} is empty; write the password of the login into it")
    return found


def _readable(setting: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ClusterUnfit(f"{setting}: {path}: {fault.strerror}") from None
