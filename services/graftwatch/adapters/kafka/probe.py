"""Why the cluster cannot be spoken to: each address is tried by hand, and the step that fails is said.

The clients only say that they could not begin; whether nobody listens, the certificate is by another authority, or the
password is wrong is not told by them. A few requests of Kafka's protocol are enough to find out (ApiVersions 0,
SaslHandshake 1, SaslAuthenticate 0, Metadata 4; brokers of 2.1 to 4.x answer them: https://kafka.apache.org/protocol).

What a broker says against us is a fault for somebody to mend. A connection that merely ends is not: a broker that is
being stopped ends them, too, so that is waited for, with the likely mend in its words.
"""

import socket
import ssl
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import new, pbkdf2_hmac
from hmac import digest
from secrets import token_hex
from typing import NoReturn

from graftwatch.adapters.kafka.connection import password, tls_context
from graftwatch.adapters.kafka.faults import ClusterUnavailable, ClusterUnfit, KafkaFault
from graftwatch.adapters.kafka.settings import BrokerLogin, KafkaSettings

ANSWER_SECONDS = 3.0
"""For each step at each address: a broker answers within milliseconds, one under load within a second."""
LARGEST_ANSWER = 1024**2
"""Bytes; what claims more is no Kafka broker."""
CORRELATION_BYTES = 4
METADATA, API_VERSIONS, SASL_HANDSHAKE, SASL_AUTHENTICATE = 3, 18, 17, 36
NO_ERROR, UNSUPPORTED_MECHANISM, ILLEGAL_SASL_STATE = 0, 33, 34


def probe(settings: KafkaSettings) -> None:
    """Nothing, if some bootstrap address takes us in.

    Raises:
        ClusterUnavailable: none can be reached or answers; each with its reason.
        ClusterUnfit: one answers and will not have us: TLS, certificate, login.
    """
    context = tls_context(settings) if settings.tls is not None else None
    secret = password(settings)
    faults: list[KafkaFault] = []
    for address in settings.bootstrap:
        try:
            _Probe(address, settings, context, secret).run()
        except KafkaFault as fault:
            faults.append(fault)
        else:
            return
    refused = next((one for one in faults if isinstance(one, ClusterUnfit)), None)
    if refused is not None:
        raise refused
    raise ClusterUnavailable(
        f"no Kafka broker answers: {'; '.join(map(str, faults))}; start the brokers, or correct kafka.bootstrap"
    )


@dataclass(frozen=True, slots=True)
class _Probe:
    address: str
    settings: KafkaSettings
    context: ssl.SSLContext | None
    secret: str

    def run(self) -> None:
        with self._connected() as plain:
            plain.settimeout(ANSWER_SECONDS)
            if self.context is None:
                self._speak(plain)
                return
            with self._secured(plain, self.context) as secured:
                self._speak(secured)

    def _connected(self) -> socket.socket:
        host, _, port = self.address.rpartition(":")
        try:
            return socket.create_connection((host.strip("[]"), int(port)), ANSWER_SECONDS)
        except socket.gaierror:
            raise ClusterUnavailable(f"{self.address}: there is no host of this name") from None
        except ConnectionRefusedError:
            raise ClusterUnavailable(f"{self.address}: nobody listens there") from None
        except TimeoutError:
            raise ClusterUnavailable(f"{self.address}: no answer within {ANSWER_SECONDS:g} s") from None
        except OSError as fault:
            raise ClusterUnavailable(f"{self.address}: {fault.strerror}") from None

    def _secured(self, plain: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
        host = self.address.rpartition(":")[0].strip("[]")
        try:
            return context.wrap_socket(plain, server_hostname=host)
        except ssl.SSLCertVerificationError as fault:
            tls = self.settings.tls
            authorities = f"kafka.tls.ca ({tls.ca})" if tls and tls.ca else "the system's authorities"
            raise ClusterUnfit(
                f"{self.address}: the broker's certificate is refused ({fault.verify_message}): it must be by one of "
                f"{authorities} and bear this host's name"
            ) from None
        except TimeoutError:
            raise ClusterUnavailable(f"{self.address}: no TLS within {ANSWER_SECONDS:g} s") from None
        except OSError:
            raise ClusterUnavailable(
                f"{self.address}: no TLS is spoken there; give the port of the brokers' TLS listener, or take "
                "[kafka.tls] out of the settings"
            ) from None

    def _speak(self, stream: socket.socket) -> None:
        offered = self._offered(stream)
        if METADATA not in offered:
            raise ClusterUnfit(f"{self.address} is a controller's port; give the port of the brokers' clients")
        login = self.settings.login
        if login is not None:
            self._sign_in(stream, login)
        try:
            _ask(stream, METADATA, 4, struct.pack(">i?", 0, False))
        except TimeoutError:
            raise ClusterUnavailable(f"{self.address}: no answer within {ANSWER_SECONDS:g} s") from None
        except OSError:
            mend = "it wants a login: set [kafka.login]" if login is None else "see the broker's log"
            raise ClusterUnavailable(f"{self.address}: the broker closes the connection; {mend}") from None

    def _offered(self, stream: socket.socket) -> set[int]:
        """The numbers of the requests that the broker understands."""
        try:
            answer = _ask(stream, API_VERSIONS, 0, b"")
        except TimeoutError:
            raise ClusterUnavailable(f"{self.address}: no answer within {ANSWER_SECONDS:g} s") from None
        except ssl.SSLError:
            self._certificate_refused()
        except OSError:
            mend = "see the broker's log" if self.context else "it may want TLS: set [kafka.tls]"
            raise ClusterUnavailable(f"{self.address}: the broker closes the connection; {mend}") from None
        count = struct.unpack_from(">i", answer, 2)[0]
        return {struct.unpack_from(">h", answer, 6 + 6 * index)[0] for index in range(count)}

    def _certificate_refused(self) -> NoReturn:
        tls = self.settings.tls
        shown = tls is not None and tls.certificate is not None
        mend = (
            "it is not by an authority that the broker trusts (ssl.truststore)"
            if shown
            else "the broker wants one: set kafka.tls.certificate and kafka.tls.key"
        )
        raise ClusterUnfit(f"{self.address}: the broker refuses our certificate: {mend}") from None

    def _sign_in(self, stream: socket.socket, login: BrokerLogin) -> None:
        try:
            answer = _ask(stream, SASL_HANDSHAKE, 1, _text(login.mechanism))
            self._mechanism_taken(answer, login)
            said = _authenticate(stream, login, self.secret)
        except TimeoutError:
            raise ClusterUnavailable(f"{self.address}: no answer within {ANSWER_SECONDS:g} s") from None
        except OSError:
            raise ClusterUnavailable(f"{self.address}: the broker closes the connection at the login") from None
        if said:
            raise ClusterUnfit(
                f"{self.address}: the broker refuses the login of {login.username!r} by {login.mechanism} ({said}); "
                "check the user on the cluster, and kafka.login.username and its password here"
            )

    def _mechanism_taken(self, answer: bytes, login: BrokerLogin) -> None:
        (error,) = struct.unpack_from(">h", answer)
        if error == ILLEGAL_SASL_STATE:
            raise ClusterUnfit(
                f"{self.address}: this port takes no login; give the port of the SASL listener, or take [kafka.login] "
                "out of the settings"
            )
        if error == UNSUPPORTED_MECHANISM:
            offered = ", ".join(_texts(answer[2:]))
            raise ClusterUnfit(
                f"{self.address}: the broker does not know {login.mechanism}; set kafka.login.mechanism to one of "
                f"{offered}"
            )


def _authenticate(stream: socket.socket, login: BrokerLogin, secret: str) -> str:
    """Signs in; gives what the broker says against it, or nothing."""
    if login.mechanism == "PLAIN":
        return _said(_ask(stream, SASL_AUTHENTICATE, 0, _blob(f"\0{login.username}\0{secret}".encode())))[0]
    scram = _Scram(login.mechanism.removeprefix("SCRAM-").replace("-", "").lower(), login.username, secret)
    said, first = _said(_ask(stream, SASL_AUTHENTICATE, 0, _blob(scram.first().encode())))
    if said:
        return said
    return _said(_ask(stream, SASL_AUTHENTICATE, 0, _blob(scram.last(first).encode())))[0]


class _Scram:
    """The client's two messages of SCRAM (RFC 5802); the server's proof is left to the real clients."""

    def __init__(self, hash_name: str, user: str, secret: str) -> None:
        self._hash = hash_name
        self._secret = secret.encode()
        self._bare = f"n={user.replace('=', '=3D').replace(',', '=2C')},r={token_hex(16)}"

    def first(self) -> str:
        return f"n,,{self._bare}"

    def last(self, answer: bytes) -> str:
        said = dict(part.split("=", 1) for part in answer.decode().split(","))
        bare = f"c=biws,r={said['r']}"
        salted = pbkdf2_hmac(self._hash, self._secret, b64decode(said["s"]), int(said["i"]))
        key = digest(salted, b"Client Key", self._hash)
        signed = digest(new(self._hash, key).digest(), f"{self._bare},{answer.decode()},{bare}".encode(), self._hash)
        proof = bytes(one ^ other for one, other in zip(key, signed, strict=True))
        return f"{bare},p={b64encode(proof).decode()}"


def _ask(stream: socket.socket, api: int, version: int, body: bytes) -> bytes:
    """Sends one request and gives its answer without the correlation id.

    Raises:
        OSError: the connection ended, or what came is no answer of a broker.
    """
    request = struct.pack(">hhi", api, version, 1) + _text("graftwatch") + body
    stream.sendall(struct.pack(">i", len(request)) + request)
    (size,) = struct.unpack(">i", _exactly(stream, 4))
    if not CORRELATION_BYTES < size <= LARGEST_ANSWER:
        raise ConnectionError("no answer of a Kafka broker")
    return _exactly(stream, size)[CORRELATION_BYTES:]


def _exactly(stream: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        part = stream.recv(size - len(got))
        if not part:
            raise ConnectionError("the connection ended")
        got += part
    return got


def _said(answer: bytes) -> tuple[str, bytes]:
    """Of an answer to SaslAuthenticate: what is against it, if anything, and the mechanism's own bytes."""
    error, size = struct.unpack_from(">hh", answer)
    end = 4 + max(size, 0)
    if error != NO_ERROR:
        return answer[4:end].decode("utf-8", "replace") or f"error {error}", b""
    (own,) = struct.unpack_from(">i", answer, end)
    return "", answer[end + 4 : end + 4 + max(own, 0)]


def _text(text: str) -> bytes:
    return struct.pack(">h", len(text.encode())) + text.encode()


def _blob(content: bytes) -> bytes:
    return struct.pack(">i", len(content)) + content


def _texts(answer: bytes) -> list[str]:
    (count,), at, found = struct.unpack_from(">i", answer), 4, list[str]()
    for _ in range(count):
        (size,) = struct.unpack_from(">h", answer, at)
        found.append(answer[at + 2 : at + 2 + size].decode("utf-8", "replace"))
        at += 2 + size
    return found
