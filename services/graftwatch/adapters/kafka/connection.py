"""How the clients of kafka-python speak to the cluster, from the settings."""

import ssl

from graftwatch.adapters.kafka.settings import KafkaSettings


def client_options(settings: KafkaSettings) -> dict[str, object]:
    """The options that every client of kafka-python takes: where the brokers are, TLS, SASL."""
    options: dict[str, object] = {
        "bootstrap_servers": list(settings.bootstrap),
        "security_protocol": _protocol(settings),
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


def tls_context(settings: KafkaSettings) -> ssl.SSLContext:
    """The TLS context of the settings; with our own certificate where there is one."""
    tls = settings.tls
    context = ssl.create_default_context(cafile=str(tls.ca) if tls and tls.ca else None)
    if tls is not None and tls.certificate is not None:
        context.load_cert_chain(tls.certificate, tls.key)
    return context


def password(settings: KafkaSettings) -> str:
    """The password of the settings, or of the file they name."""
    login = settings.login
    if login is None:
        return ""
    if login.password is not None:
        return login.password.get_secret_value()
    return login.password_file.read_text("utf-8").strip() if login.password_file else ""


def _protocol(settings: KafkaSettings) -> str:
    layer = "SSL" if settings.tls is not None else "PLAINTEXT"
    return f"SASL_{layer}" if settings.login is not None else layer
