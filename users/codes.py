"""Codes sent by mail: to sign in without a password, and to show once more who is there."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LOGIN_CODE_STATE_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, get_pending_stage
from allauth.account.stages import LoginByCodeStage
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from core.service import System
from users import services, tries
from users.entrance_forms import InPlainWords
from users.models import User
from users.selectors import is_confirmed

MOST_WRONG = 3
TOO_MANY = _("Too many codes were sent to this address. Use the newest one, or wait an hour.")
NOT_RIGHT = _("The code is not right. Use the newest email, and type all its numbers.")
TOO_OLD = _("The code is too old or was wrong too often. Ask for a new one.")


def only_digits(typed: str) -> str:
    """The digits of what was typed, whatever keyboard, spaces or dashes it came with."""
    return "".join(
        str(unicodedata.digit(mark)) for mark in typed if unicodedata.digit(mark, None) is not None
    )


class RequestCodeForm(InPlainWords, RequestLoginCodeForm):
    """Asks for the address a code goes to; too many within an hour are refused."""

    def clean_email(self) -> str:
        """The address, counted in this process too, so that a lost cache floods nobody."""
        email = self.cleaned_data["email"]
        whose = f"mailed code {email}"
        if tries.is_over(whose):
            raise forms.ValidationError(TOO_MANY)
        tries.note_wrong(whose)
        try:
            return super().clean_email()
        except forms.ValidationError as refused:
            raise forms.ValidationError(TOO_MANY) from refused


def code_hash(use: str, code: str) -> str:
    """What is remembered of a code; without the key of the settings it tells nothing."""
    return salted_hmac(use, only_digits(code), algorithm="sha256").hexdigest()


class CodeFromMailForm(InPlainWords, ConfirmLoginCodeForm):
    """The code at sign-in."""

    def clean_code(self) -> str:
        """The hash of the code; of an address without an account none is ever right."""
        self.cleaned_data["code"] = code_hash(LOGIN_CODE_STATE_KEY, self.cleaned_data["code"])
        try:
            return super().clean_code()
        except forms.ValidationError as refused:
            raise forms.ValidationError(NOT_RIGHT) from refused


class ProofForm(InPlainWords, forms.Form):
    """The code that shows once more who is there."""

    keeps_no_draft = True
    code = forms.CharField(label=_("Code"), max_length=40)


def keeps_only_hash(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page that sends a code: of what the library remembers, the code becomes its hash.

    Before the session is stored, which the middleware does once the view has answered.
    """

    @wraps(view)
    def run(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        stages = request.session.get(LOGIN_SESSION_KEY, {}).get("state", {}).get("stages", {})
        state = stages.get(LoginByCodeStage.key, {}).get("data", {})
        if state.get("code", "").replace("-", "").isdigit():
            state["code"] = code_hash(LOGIN_CODE_STATE_KEY, state["code"])
            request.session.modified = True
        return answer

    return run


def without_unproven_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page that takes a code, which also shows for the first time whose an address is.

    Whoever chose the password until then did not show that, so it goes: nobody signs up with
    another's address and waits for the owner to come.
    """

    @wraps(view)
    def run(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        stage = get_pending_stage(request)
        person: Any = stage.login.user if stage else None
        is_unproven = person and person.has_usable_password() and not is_confirmed(person)
        answer = view(request, *args, **kwargs)
        if is_unproven and is_confirmed(person):
            services.forget_password(by=person, account=person)
            if request.user.is_authenticated:
                update_session_auth_hash(request, person)
        return answer

    return run


@dataclass
class MailedCode:
    """A code on its way to one person, remembered as a hash in the session that asked for it.

    Only this session can use it: a code that somebody else had sent opens nothing here, and
    a link in a mail, which a scanner or a hurried reader follows, is not needed.
    """

    request: HttpRequest
    purpose: str
    about: str = ""

    @property
    def _key(self) -> str:
        return f"mailed_code_{self.purpose}"

    @property
    def _kept(self) -> dict:
        kept = self.request.session.get(self._key) or {}
        is_fresh = time.time() - kept.get("at", 0) <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        is_ours = kept.get("about") == self.about
        return kept if is_fresh and is_ours and kept.get("wrong", 0) < MOST_WRONG else {}

    def is_waiting(self, account: User) -> bool:
        """Whether a code for this account was sent and can still be typed."""
        return self._kept.get("to") == account.email

    def send(self, account: User) -> None:
        """Send a new code; the one before it ends. Raises ValidationError after too many."""
        whose = f"mailed code {account.email}"
        counted = ratelimit.consume(
            self.request,
            app="allauth.account",
            action="request_login_code",
            key=account.email.lower(),
            limit_get=True,
        )
        if tries.is_over(whose) or counted is None:
            raise forms.ValidationError(TOO_MANY)
        tries.note_wrong(whose)
        code = get_adapter(self.request).generate_login_code()
        is_in = account.pk and account.pk == self.request.user.pk
        by = account if is_in else System("mailed code")
        services.send_code(by=by, account=account, code=code, purpose=self.purpose)
        self.request.session[self._key] = {
            "to": account.email,
            "about": self.about,
            "hash": code_hash(self._key, code),
            "at": time.time(),
            "wrong": 0,
        }

    def check(self, account: User, typed: str) -> None:
        """Use the code up, or raise ValidationError with what is wrong."""
        kept = self._kept
        if kept.get("to") != account.email:
            self.request.session.pop(self._key, None)
            raise forms.ValidationError(TOO_OLD)
        if not constant_time_compare(kept["hash"], code_hash(self._key, typed)):
            kept["wrong"] += 1
            self.request.session[self._key] = kept
            raise forms.ValidationError(NOT_RIGHT if kept["wrong"] < MOST_WRONG else TOO_OLD)
        del self.request.session[self._key]
