"""An OpenID Connect provider on this machine, for tests: a thread with keys of its own, which can be made to lie."""

import hmac
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "graftwatch"
CLIENT_SECRET = "known-to-both"  # noqa: S105 - invented


class LocalProvider:
    """The provider; `claims` and `signed_by` are what its next token says, and by which key.

    Args:
        now: the time of its tokens, in seconds.
    """

    def __init__(self, now: Callable[[], int]) -> None:
        self.now = now
        self.key = key_named("one")
        self.signed_by: Any = self.key
        self.algorithm = "RS256"
        self.calls_itself = ""
        self.claims: dict[str, Any] = {}
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def signs_in(self, address: str) -> str:
        """Where a browser is sent back to after somebody signed in at an address of the provider."""
        return httpx.get(address, follow_redirects=False).headers["location"]

    def _said(self, path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
            document = {"issuer": self.calls_itself or self.issuer}
            return _json(document | {name: f"{self.issuer}/{end}" for name, end in ends.items()})
        if path == "/jwks":
            return _json({"keys": [self.key.as_dict(private=False)]})
        if path == "/authorize":
            asked = {name: values[0] for name, values in query.items()}
            assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
            assert asked["code_challenge_method"] == "S256"
            code = f"code-{len(self._codes)}"
            self._codes[code] = asked
            back = urlencode({"code": code, "state": asked["state"]})
            return 302, {"location": f"{asked['redirect_uri']}?{back}"}, b""
        return 404, {}, b""

    def _token(self, form: dict[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        asked = self._codes.pop(form["code"][0], None)
        if asked is None:
            return _json({"error": "invalid_grant"}, 400)
        challenge = _base64(sha256(form["code_verifier"][0].encode()).digest())
        if challenge != asked["code_challenge"] or form["redirect_uri"][0] != asked["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        at = self.now()
        usual = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "4711",
            "iat": at,
            "exp": at + 300,
            "nonce": asked["nonce"],
        }
        claims = {name: value for name, value in {**usual, **self.claims}.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.signed_by.kid}
        if self.algorithm == "RS256":
            token = jwt.encode(header, claims, self.signed_by)
        else:
            token = self._forged(header, claims)
        return _json({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _forged(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        """A token that a careless reader believes: unsigned, or signed by the public key as if it were a secret."""
        said = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
        public = self.key.as_pem(private=False)
        signature = hmac.digest(public, said.encode(), "sha256") if self.algorithm == "HS256" else b""
        return f"{said}.{_base64(signature)}"

    def _handler(provider) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the handler's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                self._answer(*provider._said(parts.path, parse_qs(parts.query)))

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                self._answer(*provider._token(parse_qs(body)))

            def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in {**headers, "content-length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@lru_cache(maxsize=4)
def key_named(name: str, number: int = 1) -> RSAKey:
    """A key by its id, made once; another number is another key that calls itself so."""
    del number
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


def _json(document: object, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"content-type": "application/json"}, json.dumps(document).encode()
