"""Why a receiver's certificate is not trusted, in words without its address."""

import ssl
from collections.abc import Iterator


def distrust(fault: BaseException) -> str:
    """What is wrong with a certificate, where that is behind a fault (expired, self-signed, another name); else empty.

    OpenSSL names the address behind a comma, which is left out.
    """
    found = next((one for one in _causes(fault) if isinstance(one, ssl.SSLCertVerificationError)), None)
    return found.verify_message.partition(",")[0] if found else ""


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
