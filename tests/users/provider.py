"""An OpenID Connect provider on this machine: a real server, whose answers a test can spoil."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "portal", "a secret of the tests"
KID = "key-1"
SAM = {"sub": "sam-at-work", "email": "sam@portal.example", "email_verified": True, "name": "Sam O"}


@dataclass
class LocalProvider:
    """What the provider says of itself and of whoever signs in; change it to lie."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: dict(SAM))
    discovery: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    kid: str = KID
    token: str | None = None
    is_down: bool = False
    redirects_to: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    signing_key: Any = None

    # --- What a browser meets -----------------------------------------------------------

    def authorize(self, address: str) -> str:
        """The page after signing in there: where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    # --- What the portal asks ------------------------------------------------------------

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.discovery,
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KID, "use": "sig", "alg": "RS256"}]}

    def redeem(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code against a token, once, and only for whoever began (PKCE)."""
        kept = self.codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        fits = kept and kept["code_challenge"] == proof and asked["client_secret"] == SECRET
        if not kept or not fits or kept["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.signed(kept)}

    def signed(self, kept: dict[str, str]) -> str:
        if self.token is not None:
            return self.token
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": kept["nonce"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.signing_key if self.signing_key is not None else self.key
        if self.algorithm == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": self.kid})
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": self.kid})


@contextmanager
def running() -> Iterator[LocalProvider]:
    """The provider, served on a free port."""
    provider = LocalProvider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args) -> None:
            pass

        def answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            provider.asked.append(("GET", path))
            if provider.is_down:
                self.answer(503, {})
            elif provider.redirects_to or path == "/authorize":
                self.send_response(302)
                there = provider.redirects_to or provider.authorize(self.path)
                self.send_header("Location", there)
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif path.endswith("/.well-known/openid-configuration"):
                self.answer(200, provider.configuration())
            else:
                self.answer(200, provider.keys())

        def do_POST(self) -> None:
            provider.asked.append(("POST", self.path))
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.redeem(asked))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def configured(provider: LocalProvider, **more: Any) -> dict[str, Any]:
    """The setting with this provider in it; `tenants` makes it one of Microsoft's kind."""
    app = {
        "provider_id": "trust",
        "name": "your trust account",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": provider.address, **more},
    }
    return {"openid_connect": {"APPS": [app]}}
