"""Which sign-in of the trust staff can use, read from the environment."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

MICROSOFT = "https://login.microsoftonline.com"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def apps(env: Env) -> list[dict[str, Any]]:
    """The providers that are configured, as allauth's generic OpenID Connect reads them."""
    found = [app for app in (_microsoft(env), _generic(env)) if app]
    if found and not env.list("SIGN_ON_DOMAINS", []):
        raise ImproperlyConfigured(
            "SIGN_ON_DOMAINS is not set. List the domains of your staff's addresses: trust.nhs.uk"
        )
    return found


def _microsoft(env: Env) -> dict[str, Any] | None:
    if not env.str("SIGN_ON_MICROSOFT_CLIENT_ID", ""):
        return None
    listed: list[str] = env.list("SIGN_ON_MICROSOFT_TENANTS", [])
    tenants = [one.lower() for one in listed]
    if not tenants or {"common", "organizations", "consumers"} & set(tenants):
        raise ImproperlyConfigured(
            "SIGN_ON_MICROSOFT_TENANTS lists the directory (tenant) ids of your trust, "
            "and never common, organizations or consumers."
        )
    # One tenant has an address of its own; several share one, and the token says which it was.
    place = tenants[0] if len(tenants) == 1 else "organizations"
    return _app(
        client_id=env.str("SIGN_ON_MICROSOFT_CLIENT_ID"),
        secret=env.str("SIGN_ON_MICROSOFT_SECRET", ""),
        secret_name="SIGN_ON_MICROSOFT_SECRET",  # noqa: S106 - the name of a setting
        provider_id="microsoft",
        name=env.str("SIGN_ON_MICROSOFT_NAME", "your Microsoft work account"),
        settings={"server_url": f"{MICROSOFT}/{place}/v2.0", "tenants": tenants},
    )


def _generic(env: Env) -> dict[str, Any] | None:
    if not env.str("SIGN_ON_OIDC_CLIENT_ID", ""):
        return None
    server = env.str("SIGN_ON_OIDC_SERVER_URL", "").rstrip("/")
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured("SIGN_ON_OIDC_SERVER_URL must start with https://")
    return _app(
        client_id=env.str("SIGN_ON_OIDC_CLIENT_ID"),
        secret=env.str("SIGN_ON_OIDC_SECRET", ""),
        secret_name="SIGN_ON_OIDC_SECRET",  # noqa: S106 - the name of a setting
        provider_id="trust",
        name=env.str("SIGN_ON_OIDC_NAME", "your trust account"),
        settings={"server_url": server},
    )


def _app(*, secret: str, secret_name: str, **app: Any) -> dict[str, Any]:
    if not secret:
        raise ImproperlyConfigured(f"{secret_name} is not set.")
    return {"secret": secret, **app}
