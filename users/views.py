"""Pages about accounts: one's own, everybody's for an administrator, and the demonstration's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.access import public, requires, signed_in
from core.exports.pages import render_listing
from core.history import changes
from core.pages import submit
from users import forms, rules, selectors, services
from users.codes import MailedCode, ProofForm
from users.exports import account_listing
from users.models import User
from users.permissions import role_words

# --- One's own account --------------------------------------------------------------------


@public
def account_signup(request: HttpRequest) -> HttpResponse:
    """Nobody opens an account without joining: who did had an account and no record."""
    return redirect("join:join_start")


@signed_in
def my_account(request: HttpRequest) -> HttpResponse:
    """Name, address, password, second factor and sessions of the person themselves."""
    context = {
        "roles": role_words(request.user.roles),
        "has_second_factor": selectors.has_second_factor(request.user),
        "passkeys": selectors.passkey_count(request.user),
        "codes_left": selectors.recovery_codes_left(request.user),
        "sessions": selectors.session_count(request.user),
    }
    return render(request, "users/my_account.html", context)


@signed_in
def my_name_change(request: HttpRequest) -> HttpResponse:
    """Change what one is called."""
    form = forms.RenameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and (
        answer := submit(
            request,
            form,
            lambda: services.rename_self(by=request.user, **form.cleaned_data),
            then=lambda _: reverse("users:my_account"),
        )
    ):
        messages.success(request, "Your name was changed.")
        return answer
    return render(request, "users/my_name_change.html", {"form": form})


@signed_in
def prove_by_code(request: HttpRequest) -> HttpResponse:
    """Show once more who is there, by a code sent to one's own address."""
    code, person = MailedCode(request, "proof"), request.user
    ways = get_adapter(request).get_reauthentication_methods(person)
    if "code" not in {way["id"] for way in ways}:
        # Whoever knows the address of this page gets round nothing that is stronger.
        back = request.GET.get("next")
        return redirect(ways[0]["url"] + (f"?{urlencode({'next': back})}" if back else ""))
    form = ProofForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        try:
            if "code" not in request.POST:
                code.send(person)
            elif form.is_valid():
                code.check(person, form.cleaned_data["code"])
                return get_adapter(request).proven_by_code()
        except ValidationError as problem:
            form = form if form.is_bound else ProofForm({"code": "-"})
            form.add_error("code", problem)
    context = {"form": form, "is_waiting": code.is_waiting(person), "next": request.GET.get("next")}
    return render(request, "users/prove_by_code.html", context)


# --- Everybody's accounts -----------------------------------------------------------------


@requires("keep_accounts")
def account_list(request: HttpRequest) -> HttpResponse:
    """Every account, to search and filter."""
    return render_listing(request, account_listing(request.user), "users/account_list.html")


@requires("keep_accounts")
def account_detail(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: what it may do, what can be done about it, and its history."""
    account = selectors.account(account_id)
    facts = selectors.account_facts(account)
    may = {
        name: blocker(request.user, facts) is None
        for name, blocker in {
            "change_roles": rules.change_roles_blocker,
            "close": rules.close_blocker,
            "reopen": rules.reopen_blocker,
            "reset_second_factor": rules.reset_second_factor_blocker,
            "unlink_sign_on": rules.unlink_sign_on_blocker,
            "invite_again": rules.invite_again_blocker,
        }.items()
    }
    context = {
        "account": account,
        "facts": facts,
        "may": may,
        "roles": role_words(account.roles),
        "changes": changes(account, reader=request.user),
    }
    return render(request, "users/account_detail.html", context)


@requires("keep_accounts")
def account_invite(request: HttpRequest) -> HttpResponse:
    """Open an account for a colleague."""
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and (
        answer := submit(
            request,
            form,
            lambda: services.invite_account(by=request.user, **form.cleaned_data),
            then=_to_account,
        )
    ):
        messages.success(request, f"We sent a link to {form.cleaned_data['email']}.")
        return answer
    return render(request, "users/account_invite.html", {"form": form})


@requires("keep_accounts")
def account_change_roles(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change what an account may do."""
    account = selectors.account(account_id)
    form = forms.RolesForm(
        request.POST or None, initial={"roles": account.roles}, version=account.version
    )
    return _decide(
        request,
        account,
        form,
        "users/account_change_roles.html",
        lambda: services.change_roles(
            by=request.user,
            account_id=account_id,
            version=form.expected_version,
            **form.cleaned_data,
        ),
        blocker=rules.change_roles_blocker,
    )


@requires("keep_accounts")
def account_close(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an account."""
    return _decide_for_a_reason(
        request,
        account_id,
        "users/account_close.html",
        services.close_account,
        button="Close the account",
        blocker=rules.close_blocker,
    )


@requires("keep_accounts")
def account_reopen(request: HttpRequest, account_id: int) -> HttpResponse:
    """Open a closed account again."""
    return _decide_for_a_reason(
        request,
        account_id,
        "users/account_reopen.html",
        services.reopen_account,
        button="Open the account",
        blocker=rules.reopen_blocker,
    )


@requires("keep_accounts")
def account_reset_second_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Take the second factor off for somebody who lost it."""
    return _decide_for_a_reason(
        request,
        account_id,
        "users/account_reset_second_factor.html",
        services.reset_second_factor,
        button="Remove two-step sign-in",
        blocker=rules.reset_second_factor_blocker,
    )


@requires("keep_accounts")
def account_unlink_sign_on(request: HttpRequest, account_id: int) -> HttpResponse:
    """Untie an account from the account of the trust that opens it."""
    return _decide_for_a_reason(
        request,
        account_id,
        "users/account_unlink_sign_on.html",
        services.unlink_sign_on,
        button="Unlink it",
        blocker=rules.unlink_sign_on_blocker,
    )


@requires("keep_accounts")
def account_invite_again(request: HttpRequest, account_id: int) -> HttpResponse:
    """Send another link to set a password."""
    form = forms.PlainForm(request.POST or None, submit_text="Send a link")
    return _decide(
        request,
        selectors.account(account_id),
        form,
        "users/account_invite_again.html",
        lambda: services.send_link_again(by=request.user, account_id=account_id),
        blocker=rules.invite_again_blocker,
    )


def _decide_for_a_reason(
    request: HttpRequest,
    account_id: int,
    template: str,
    carry_out: Callable[..., User],
    *,
    button: str,
    blocker: Callable,
) -> HttpResponse:
    """A decision that takes nothing but its reason."""
    form = forms.ReasonForm(request.POST or None, submit_text=button)
    return _decide(
        request,
        selectors.account(account_id),
        form,
        template,
        lambda: carry_out(by=request.user, account_id=account_id, **form.cleaned_data),
        blocker=blocker,
    )


def _decide(
    request: HttpRequest,
    account: User,
    form: Any,
    template: str,
    carry_out: Callable[[], User],
    *,
    blocker: Callable,
) -> HttpResponse:
    """A decision about one account: its form, or why it is not to be had."""
    if request.method == "POST" and (answer := submit(request, form, carry_out, then=_to_account)):
        messages.success(request, "Done. It is in the account's history below.")
        return answer
    reason = blocker(request.user, selectors.account_facts(account))
    context = {"form": form, "account": account, "blocker": reason}
    return render(request, template, context)


def _to_account(account: User) -> str:
    return reverse("users:account_detail", args=[account.pk])


# --- The demonstration --------------------------------------------------------------------


@public
def demo_list(request: HttpRequest) -> HttpResponse:
    """The invented people one can look at the portal as."""
    return render(request, "users/demo_list.html", {"people": selectors.demo_people()})


@public
@require_POST
def demo_enter(request: HttpRequest, key: str) -> HttpResponse:
    """Enter as one of them."""
    get_adapter(request).enter_as(selectors.demo_account(key))
    return redirect("home:start")
