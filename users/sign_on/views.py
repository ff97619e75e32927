"""Pages of signing in with an account of the trust."""

from __future__ import annotations

import time

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.access import public
from core.service import Refused, System
from users.codes import MailedCode, ProofForm
from users.models import User
from users.sign_on import rules, services
from users.sign_on.client import Failed, Provider, Unreachable
from users.sign_on.identity import Identity
from users.sign_on.selectors import owner_by_address, owner_facts, owner_of

log = structlog.get_logger(__name__)
PENDING = "sign_on_pending"
BY = System("staff sign-on")


@public
@require_POST
def sign_on_start(request: HttpRequest, provider: str) -> HttpResponse:
    """Send somebody to the trust's sign-in.

    By a page of our own that goes on at once: a form may not lead off the site, wherever else
    the trust's sign-in then sends people (ADR 16).
    """
    if not ratelimit.consume(request, action="sign_on"):
        return _refused(request, "You tried this too often. Wait a little, then try again.", 429)
    try:
        address = Provider.named(request, provider).address(get_next_redirect_url(request))
    except Failed as fault:
        return _failed(request, fault)
    return render(request, "users/sign_on_start.html", {"address": address})


@public
@require_GET
def sign_on_return(request: HttpRequest, provider: str) -> HttpResponse:
    """Back from the trust's sign-in: in, or to the page that links the two, or refused."""
    try:
        identity, next_url = Provider.named(request, provider).returned()
    except Failed as fault:
        return _failed(request, fault)
    owner = owner_of(identity)
    reason = rules.identity_blocker(identity, settings.SIGN_ON_DOMAINS)
    if not reason and owner:
        reason = rules.enter_blocker(owner_facts(owner, identity.provider))
    elif not reason:
        reason = _link_blocker(identity)
    if reason:
        return _refused(request, reason, said=identity.email)
    if owner:
        return get_adapter(request).enter_by_sign_on(owner, identity, next_url)
    request.session[PENDING] = {"identity": identity.kept(), "next": next_url, "at": time.time()}
    try:
        _code(request, identity).send(_addressee(identity))
    except ValidationError as problem:
        return _refused(request, problem.messages[0], 429)
    return redirect("users_sign_on:sign_on_confirm")


@public
def sign_on_confirm(request: HttpRequest) -> HttpResponse:
    """The first time: a code from the mail shows that the account of that address is theirs."""
    kept = request.session.get(PENDING)
    if not kept or time.time() - kept["at"] > settings.ACCOUNT_LOGIN_TIMEOUT:
        # What the trust said then may no longer be so.
        request.session.pop(PENDING, None)
        return redirect("home:start")
    identity = Identity(**kept["identity"])
    form = ProofForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        try:
            if "code" not in request.POST:
                _code(request, identity).send(_addressee(identity))
            elif form.is_valid():
                _code(request, identity).check(_addressee(identity), form.cleaned_data["code"])
                account = services.link_sign_on(by=BY, identity=identity)
                del request.session[PENDING]
                return get_adapter(request).enter_by_sign_on(account, identity, kept["next"])
        except ValidationError as problem:
            form = form if form.is_bound else ProofForm({"code": "-"})
            form.add_error("code", problem)
        except Refused as refused:
            return _refused(request, refused.sentence)
    return render(request, "users/sign_on_confirm.html", {"form": form, "email": identity.email})


def _code(request: HttpRequest, identity: Identity) -> MailedCode:
    """The code for this identity alone: another that comes in between finds none."""
    return MailedCode(request, "sign_on", about=identity.uid)


def _addressee(identity: Identity) -> User:
    """Who gets the code: the account, or the one that would be opened."""
    return owner_by_address(identity.email) or User(email=identity.email, name=identity.name)


def _link_blocker(identity: Identity) -> str | None:
    owner = owner_by_address(identity.email)
    if owner:
        return rules.link_blocker(owner_facts(owner, identity.provider))
    return rules.open_blocker(is_opening=settings.SIGN_ON_OPENS_ACCOUNTS)


def _failed(request: HttpRequest, fault: Failed) -> HttpResponse:
    log.warning("sign_on_failed", reason=str(fault))
    if isinstance(fault, Unreachable):
        reason = _("The trust's sign-in does not answer at the moment. You did nothing wrong.")
        return _refused(request, reason, 503, is_fault=True)
    reason = _("Signing in with the trust did not work. Please try again.")
    return _refused(request, reason, is_fault=True)


def _refused(
    request: HttpRequest, reason: str, status: int = 403, *, said: str = "", is_fault: bool = False
) -> HttpResponse:
    """Why somebody is not in, whom the trust said they are, and the ways that are left."""
    context = {
        "reason": reason,
        "said": said,
        "has_other_ways": is_fault and not settings.SIGN_ON_ONLY,
    }
    return render(request, "users/sign_on_refused.html", context, status=status)
