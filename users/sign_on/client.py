"""Speaking OpenID Connect: where to send somebody, and whom the provider says came back.

allauth keeps the state, makes the PKCE pair and fetches; what it would take on trust is checked
here: the provider's name for itself, the signature, the nonce, the audience.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import jwt
import structlog
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from requests import RequestException
from requests import Session as RequestsSession

from users.sign_on.identity import Identity, identity_of

log = structlog.get_logger(__name__)

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "ES256"})
LEEWAY = 60  # seconds that two clocks may differ
LONGEST_TOKEN = 20_000
TEMPLATE = "{tenantid}"  # stands in the issuer of an address that several tenants share


class Session(DefaultSocialAccountAdapter):
    """How allauth fetches: with a time limit, and never somewhere else than asked."""

    def get_requests_session(self) -> RequestsSession:
        """A session that follows no redirect: a secret goes to the address in the settings."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


class Failed(Exception):  # noqa: N818 - most are answers of the other side
    """The provider did not answer, or not in a way that can be believed."""


class Unreachable(Failed):
    """The provider does not answer at all."""


@dataclass(frozen=True)
class Way:
    """One way in, as the sign-in page shows it."""

    id: str
    name: str


def ways() -> list[Way]:
    """The configured providers; none where the trust has set none."""
    found = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [Way(app["provider_id"], app["name"]) for app in found]


@dataclass
class Provider:
    """One configured provider, for one request."""

    request: HttpRequest
    app: SocialApp

    @classmethod
    def named(cls, request: HttpRequest, provider_id: str) -> Provider:
        """The provider of that name, or Http404."""
        if provider_id not in {way.id for way in ways()}:
            raise Http404
        return cls(request, get_adapter(request).get_app(request, provider=provider_id))

    # --- There ---------------------------------------------------------------------------

    def address(self, next_url: str | None) -> str:
        """Where to send somebody to sign in; what comes back must fit what is kept here."""
        pkce = generate_code_challenge()
        kept = {
            "nonce": secrets.token_urlsafe(24),
            "verifier": pkce.pop("code_verifier"),
            "next": next_url,
        }
        client = self._client("authorization_endpoint")
        client.state = statekit.stash_state(
            self.request,
            provider_id=self.app.provider_id,
            state=kept,
            state_id=secrets.token_urlsafe(24),
        )
        return client.get_redirect_url(
            self._config["authorization_endpoint"],
            ["openid", "email", "profile"],
            {**pkce, "nonce": kept["nonce"], "prompt": "select_account"},
        )

    # --- And back ------------------------------------------------------------------------

    def returned(self) -> tuple[Identity, str | None]:
        """Whom the provider sends back, and where they were going. Raises Failed."""
        asked = self.request.GET
        kept = statekit.unstash_state(
            self.request, provider_id=self.app.provider_id, state_id=asked.get("state", "")
        )
        if kept is None:
            raise Failed("nobody here asked for this, or too long ago")
        if "code" not in asked:
            raise Failed(f"the provider says {asked.get('error', 'nothing')[:80]!r}")
        if asked.get("iss") not in (None, self._config["issuer"]):
            raise Failed("the answer is another provider's")
        claims = self._claims(asked["code"], kept)
        return identity_of(self.app.provider_id, claims, self.app.settings), kept["next"]

    def _claims(self, code: str, kept: dict[str, Any]) -> dict[str, Any]:
        client = self._client("token_endpoint")
        try:
            answer = client.get_access_token(code, pkce_code_verifier=kept["verifier"])
        except (OAuth2Error, KeyError, ValueError) as fault:
            raise Failed("the provider takes the code for no good one") from fault
        except RequestException as fault:
            raise Unreachable("no answer") from fault
        claims = self._checked(str(answer.get("id_token", "")))
        if not constant_time_compare(str(claims.get("nonce", "")), kept["nonce"]):
            raise Failed("the token was made for another sign-in")
        return claims

    def _checked(self, token: str) -> dict[str, Any]:
        """What the token says, once its signature, maker, audience and age are right."""
        if len(token) > LONGEST_TOKEN:
            raise Failed("the token is too long")
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise Failed("the token is signed in no way we take")
            claims = jwt.decode(
                token,
                self._key(header).key,
                algorithms=[header["alg"]],
                audience=self.app.client_id,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as fault:
            raise Failed(f"the token is not right: {type(fault).__name__}") from fault
        if claims["iss"] != self._issuer(claims):
            raise Failed("the token is another provider's")
        if claims.get("azp", self.app.client_id) != self.app.client_id:
            raise Failed("the token was made for another application")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
            raise Failed("the token was made for several applications")
        return claims

    def _issuer(self, claims: dict[str, Any]) -> str:
        """The issuer a token must name: where tenants share an address, the one of its tenant."""
        tenant = str(claims.get("tid", "")).lower()
        tenants = self.app.settings.get("tenants")
        if tenants is not None and tenant not in tenants:
            raise Failed("the token is of another tenant")
        return self._config["issuer"].replace(TEMPLATE, tenant)

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        keys = self._fetch(self._config["jwks_uri"]).get("keys", [])
        for key in keys:
            if key.get("kid") == header.get("kid") and key.get("use", "sig") == "sig":
                return jwt.PyJWK(key, algorithm=header["alg"])
        raise Failed("the token is signed with a key the provider does not name")

    # --- What the provider says of itself -------------------------------------------------

    def _client(self, endpoint: str) -> OAuth2Client:
        methods = self._config.get("token_endpoint_auth_methods_supported", [])
        path = reverse("users_sign_on:sign_on_return", args=[self.app.provider_id])
        return OAuth2Client(
            self.request,
            self.app.client_id,
            self.app.secret,
            "POST",
            self._config[endpoint],
            f"{settings.SITE_URL}{path}",
            basic_auth="client_secret_post" not in methods and "client_secret_basic" in methods,
        )

    @property
    def _config(self) -> dict[str, Any]:
        if not hasattr(self, "_found"):
            server = self.app.settings["server_url"]
            found = self._fetch(f"{server}/.well-known/openid-configuration")
            issuer = str(found.get("issuer", ""))
            shared = self.app.settings.get("tenants") and TEMPLATE in issuer
            if issuer.rstrip("/") != server and not shared:
                raise Failed("the provider calls itself by another name than the settings")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not str(found.get(name, "")).startswith(self._scheme):
                    raise Failed(f"the provider names no {name} that is safe")
            self._found = found
        return self._found

    @property
    def _scheme(self) -> str:
        return self.app.settings["server_url"].partition("://")[0] + "://"

    def _fetch(self, address: str) -> dict[str, Any]:
        try:
            with get_adapter(self.request).get_requests_session() as session:
                answer = session.get(address)
                answer.raise_for_status()
                found = answer.json()
        except ValueError as fault:
            raise Failed("the provider answers in no way we can read") from fault
        except RequestException as fault:
            raise Unreachable("no answer") from fault
        if not isinstance(found, dict):
            raise Failed("the provider answers in no way we can read")
        return found
