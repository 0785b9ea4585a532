"""How Faust's clients (aiokafka) speak to the cluster, from the same settings as all others."""

from faust import SASLCredentials, SSLCredentials

from graftwatch.adapters.kafka.answering import answering
from graftwatch.adapters.kafka.connection import password, tls_context
from graftwatch.adapters.kafka.settings import KafkaSettings

Credentials = SASLCredentials | SSLCredentials


def broker_urls(settings: KafkaSettings) -> list[str]:
    """The setting `broker` of a Faust app: those that answer, for a client begins with the first and waits for it."""
    return [f"kafka://{one}" for one in answering(settings.bootstrap)]


def broker_credentials(settings: KafkaSettings) -> Credentials | None:
    """The setting `broker_credentials` of a Faust app; None: neither TLS nor SASL.

    Raises:
        ClusterUnfit: a file of the settings cannot be used.
    """
    context = None if settings.tls is None else tls_context(settings)
    if settings.login is not None:
        return SASLCredentials(
            username=settings.login.username,
            password=password(settings),
            mechanism=settings.login.mechanism,
            ssl_context=context,
        )
    return None if context is None else SSLCredentials(context)
