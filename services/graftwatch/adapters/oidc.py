"""An OpenID Connect provider that signs people in: authorization code with PKCE, an ID token that is believed or not.

What is checked: OpenID Connect Core 3.1.3.7 (issuer, audience, authorized party, signature by the provider's published
keys and an asymmetric algorithm, expiry, nonce, hash of the access token); PKCE by RFC 7636, S256. What the provider
says of itself is asked for when it is needed first, and never longer waited for than TIMEOUT_SECONDS.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

TIMEOUT_SECONDS: Final = 5.0
LEEWAY_SECONDS: Final = 60
"""How far the provider's clock may be off."""
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""None that a secret known to both signs by, and not `none`: the keys are the provider's alone."""
KEPT: Final = timedelta(hours=1)
"""So long what the provider says of itself, and its keys, are believed; a key that is not known is asked for sooner."""
ASKED_AGAIN: Final = timedelta(minutes=1)
DISCOVERY: Final = "/.well-known/openid-configuration"


class ProviderUnavailable(Exception):  # noqa: N818 - it says what is so
    """The provider cannot be asked, or does not say what it must; the message says which, without secrets."""


class NotBelieved(Exception):  # noqa: N818 - it says what is so
    """What came back is no proof of who somebody is; the message says why, without secrets."""


@dataclass(frozen=True, slots=True)
class OidcClient:
    """How this service is known to the provider.

    Attributes:
        issuer: the provider, as its tokens name it.
        client_id, client_secret: what it knows this service by.
        redirect_uri: where it sends people back to.
        scopes: what is asked for; with `openid`.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    scopes: tuple[str, ...] = ("openid", "profile")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one sign-in is bound to: `state` comes back in the address, `nonce` in the token, `verifier` at the end."""

    state: str
    nonce: str
    verifier: str


class OidcProvider:
    """Asks the provider; any thread, every call may block for a few times TIMEOUT_SECONDS.

    Args:
        client: how this service is known there.
        now: the time that tokens are held against.
    """

    def __init__(self, client: OidcClient, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._lock = threading.Lock()
        self._said: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._asked_at: datetime | None = None

    def address(self, secrets: Secrets) -> str:
        """Where somebody signs in.

        Raises:
            ProviderUnavailable: the provider cannot be asked.
        """
        said, _ = self._known()
        with self._oauth() as oauth:
            address, _ = oauth.create_authorization_url(
                said["authorization_endpoint"], secrets.state, secrets.verifier, nonce=secrets.nonce
            )
        return str(address)

    def claims(self, code: str, secrets: Secrets) -> dict[str, Any]:
        """What the provider says of whoever came back with a code.

        Raises:
            ProviderUnavailable: the provider cannot be asked.
            NotBelieved: the code or the token is no proof.
        """
        said, keys = self._known()
        try:
            with self._oauth() as oauth:
                token = oauth.fetch_token(said["token_endpoint"], code=code, code_verifier=secrets.verifier)
        except httpx.HTTPError as fault:
            raise ProviderUnavailable(f"the token endpoint cannot be reached: {type(fault).__name__}") from None
        except OAuthError as fault:
            raise NotBelieved(f"the code was refused: {str(fault.error)[:60]}") from None
        except ValueError:
            raise ProviderUnavailable("the token endpoint does not answer in JSON") from None
        said_by = token.get("id_token") if isinstance(token, dict) else None
        if not isinstance(said_by, str):
            raise NotBelieved("there is no ID token")
        try:
            return self._checked(said_by, keys, secrets, token.get("access_token"))
        except _UnknownKey:
            return self._checked(said_by, self._known(anew=True)[1], secrets, token.get("access_token"))

    def _checked(self, said: str, keys: KeySet, secrets: Secrets, access_token: object) -> dict[str, Any]:
        try:
            token = jwt.decode(said, keys, algorithms=list(ALGORITHMS))
        except InvalidKeyIdError as fault:
            raise _UnknownKey from fault
        except (JoseError, ValueError) as fault:
            raise NotBelieved(f"the token's signature: {getattr(fault, 'error', 'unreadable')}") from None
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": self._client.issuer},
                "aud": {"essential": True, "value": self._client.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
            },
            {"nonce": secrets.nonce, "client_id": self._client.client_id, "access_token": access_token},
        )
        try:
            claims.validate(now=int(self._now().timestamp()), leeway=LEEWAY_SECONDS)
        except JoseError as fault:
            raise NotBelieved(f"the token's claims: {getattr(fault, 'description', '') or fault.error}"[:120]) from None
        return dict(claims)

    def _oauth(self) -> OAuth2Client:
        return OAuth2Client(
            self._client.client_id,
            self._client.client_secret,
            scope=" ".join(self._client.scopes),
            redirect_uri=self._client.redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
        )

    def _known(self, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        """What the provider says of itself, and its keys; `anew`: a key is not among those that are known."""
        with self._lock:
            now = self._now()
            age = None if self._asked_at is None else now - self._asked_at
            if self._keys is None or age is None or age >= KEPT or (anew and age >= ASKED_AGAIN):
                self._said, self._keys = self._ask()
                self._asked_at = now
            elif anew:
                raise NotBelieved("the token's signature: by a key that the provider does not name")
            return self._said, self._keys

    def _ask(self) -> tuple[dict[str, Any], KeySet]:
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS) as http:
                said = http.get(self._client.issuer.rstrip("/") + DISCOVERY).raise_for_status().json()
                self._refuse(said)
                keys = http.get(said["jwks_uri"]).raise_for_status().json()
            return said, KeySet.import_key_set(keys)
        except httpx.HTTPError as fault:
            raise ProviderUnavailable(f"{self._client.issuer} cannot be reached: {type(fault).__name__}") from None
        except (ValueError, KeyError, TypeError, JoseError):
            raise ProviderUnavailable(f"{self._client.issuer} does not say what a provider must") from None

    def _refuse(self, said: object) -> None:
        """Refuses what is said by another than the issuer (OpenID Connect Discovery, 4.3), or leads out of https."""
        if not isinstance(said, dict) or said.get("issuer") != self._client.issuer:
            raise ProviderUnavailable(f"{self._client.issuer} calls itself otherwise; write `issuer` as it does")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if urlsplit(str(said[name])).scheme not in {"https", urlsplit(self._client.issuer).scheme}:
                raise ProviderUnavailable(f"{self._client.issuer}: {name} is not https")


class _UnknownKey(Exception):  # noqa: N818 - not a fault yet
    """The token names a key that is not known."""
