"""Joining by oneself: one question to a page, each saved, and gone on with on any device."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.facts.joining import PAGE_OF, answer_rows, first_words
from community.forms import around_joining as around
from community.forms import joining as forms
from community.models import Joining
from community.selectors import joining as selectors
from community.selectors.contact import first_way
from community.selectors.page_texts import other_texts
from community.selectors.people import own_record
from community.services import joining as services
from core.access import public, signed_in
from core.pages import submit, submit_page
from core.service import System

# In the session of whoever pressed the button behind the mailed link.
KEY = "joining"
BY = System("joining")
PAGES = list(forms.STEPS)
CHECK = "check"


def _by(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else BY


def _under_way(view: Callable) -> Callable:
    """Hand the visitor's open answers to a view; without any, say how to get back to them."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = selectors.joining_under_way(request.session.get(KEY), request.user)
        if row is not None:
            return view(request, row, *args, **kwargs)
        if request.user.is_authenticated or selectors.joined_account(request.session.get(KEY)):
            return redirect("join:join_done" if own_record(request.user) else "join:join_start")
        messages.info(
            request,
            _(
                "Open the link in our email to go on. If you cannot find it, ask for a new one here."
            ),
        )
        return redirect("join:join_email")

    return run


@public
def join_start(request: HttpRequest) -> HttpResponse:
    """What joining means, before anything is asked."""
    row = selectors.joining_under_way(request.session.get(KEY), request.user)
    context = {
        "is_member": own_record(request.user) is not None,
        "go_on": _next_page(row) if row else "",
        "begin": around.BeginForm(),
        "minimum_age": settings.JOIN_MINIMUM_AGE,
        "days": settings.JOIN_DAYS,
        "welcome_days": settings.WELCOME_DAYS,
        "texts": other_texts("start"),
    }
    return render(request, "community/join_start.html", context)


@public
def join_age(request: HttpRequest) -> HttpResponse:
    """Old enough to join alone? The answer leads on and is not kept.

    Who is signed in is asked where they begin with their account, and led here after a no.
    """
    age, is_signed_in = settings.JOIN_MINIMUM_AGE, request.user.is_authenticated
    form = around.AgeForm(request.GET if "send" in request.GET else None, age=age)
    if age and form.is_valid() and form.cleaned_data["is_old_enough"] == "no":
        context = {"age": age, "texts": other_texts("younger")}
        return render(request, "community/join_age_younger.html", context)
    if form.is_valid() or is_signed_in or not age:
        return redirect("join:join_begin" if is_signed_in else "join:join_email")
    return render(request, "community/join_age.html", {"form": form, "age": age})


@public
def join_email(request: HttpRequest) -> HttpResponse:
    """The address that the link goes to. Nobody learns here whether it is known."""
    form = around.JoinEmailForm(request.POST or None)

    def ask() -> None:
        if ratelimit.consume(request, action="join"):
            services.ask_for_link(by=BY, email=form.cleaned_data["email"])

    return submit_page(
        request, form, "community/join_email.html", ask, then=lambda _: reverse("join:join_sent")
    )


@public
def join_sent(request: HttpRequest) -> HttpResponse:
    """Look in your mail: the same page for every address."""
    return render(request, "community/join_sent.html", {"days": settings.JOIN_DAYS})


@public
def join_open(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link: a button, so that a scanner of mail confirms nothing."""
    row = selectors.joining_of_link(token)
    if row is None or row.state == Joining.State.DONE:
        context = {
            "is_joined": row is not None,
            "is_member": own_record(request.user) is not None,
        }
        return render(request, "community/join_open_old.html", context, status=404)
    form = around.OpenForm(request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.open_joining(by=BY, joining_id=row.pk),
            then=_next_page,
        )
        if done:
            request.session.cycle_key()
            request.session[KEY] = str(row.pk)
            return done
    return render(request, "community/join_open.html", {"form": form, "has_answers": row.answers})


@signed_in
def join_begin(request: HttpRequest) -> HttpResponse:
    """Join with the account one is signed in to: no mail is needed."""
    if own_record(request.user) is not None:
        return redirect("join:join_start")
    form = around.AccountBeginForm(request.POST or None, age=settings.JOIN_MINIMUM_AGE)
    if form.is_too_young:
        return redirect(f"{reverse('join:join_age')}?send=1&is_old_enough=no")
    return submit_page(
        request,
        form,
        "community/join_begin.html",
        lambda: services.begin_joining(by=request.user),
        then=_next_page,
    )


def _next_page(row: Joining) -> str:
    """The first page that was not saved yet; when all were, the answers."""
    page = next((each for each in PAGES if each not in row.turns), CHECK)
    return _address(page)


def _address(page: str) -> str:
    return reverse("join:join_check") if page == CHECK else reverse("join:join_step", args=[page])


@public
@_under_way
def join_step(request: HttpRequest, row: Joining, page: str) -> HttpResponse:
    """One page of questions; comes back to the answers when it was changed from there."""
    if page not in forms.STEPS:
        raise Http404
    form = forms.STEPS[page](
        request.POST or None,
        answers={**row.answers, "email": selectors.email_of(row)},
        lists=selectors.offered(),
        version=row.turns.get(page, 0),
    )
    place = PAGES.index(page)
    is_change = "change" in request.GET
    following = CHECK if is_change or page == PAGES[-1] else PAGES[place + 1]
    context = {
        "page": page,
        "number": place + 1,
        "count": len(PAGES),
        "back": _back(place, is_change=is_change),
        "texts": other_texts(page),
    }
    return submit_page(
        request,
        form,
        "community/join_step.html",
        lambda: services.save_answers(
            by=_by(request),
            joining_id=row.pk,
            page=page,
            values=form.kept(),
            expected=form.expected_version,
            in_words=form.words_of,
        ),
        then=lambda _: _address(following),
        context=context,
    )


def _back(place: int, *, is_change: bool) -> str:
    if is_change:
        return _address(CHECK)
    return _address(PAGES[place - 1]) if place else reverse("join:join_start")


@public
@_under_way
def join_check(request: HttpRequest, row: Joining) -> HttpResponse:
    """Every answer, each with its way back, before it is sent."""
    form = around.CheckForm(request.POST or None)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.finish_joining(by=_by(request), joining_id=row.pk),
            then=lambda _: reverse("join:join_done"),
        )
        if done:
            _let_in(request)
            return done
    context = {
        "form": form,
        "rows": _check_rows(row, selectors.email_of(row)),
        "back": _address(PAGES[-1]),
        "has_name": bool(row.answers.get("name")),
        "texts": other_texts(CHECK),
    }
    return render(request, "community/join_check.html", context)


def _check_rows(row: Joining, email: str) -> list[dict[str, str]]:
    rows = answer_rows(row.answers, selectors.words_of(row.answers), email=email)
    return [
        {
            "key": each.key,
            "value": each.value,
            "href": f"{_address(PAGE_OF[each.field])}?change=1" if each.field in PAGE_OF else "",
        }
        for each in rows
    ]


def _let_in(request: HttpRequest) -> None:
    """Sign in whoever just joined: they showed that they read the address of the account."""
    account = selectors.joined_account(request.session.get(KEY))
    if account is not None and not request.user.is_authenticated:
        get_adapter(request).enter_joined(account)


@public
@_under_way
def join_later(request: HttpRequest, row: Joining) -> HttpResponse:
    """Stop for now: how to come back, and one reminder for those who want it."""
    form = around.LaterForm(
        request.POST or None, initial={"is_reminder_wanted": row.is_reminder_wanted}
    )
    return submit_page(
        request,
        form,
        "community/join_later.html",
        lambda: services.want_reminder(
            by=_by(request),
            joining_id=row.pk,
            is_wanted=form.cleaned_data["is_reminder_wanted"],
        ),
        then=lambda _: reverse("join:join_start"),
        context={"has_link": bool(row.email), "until": row.expires_at, "back": _next_page(row)},
        said=_("Your answers are kept. Come back when you like."),
    )


@public
@_under_way
def join_stop(request: HttpRequest, row: Joining) -> HttpResponse:
    """Stop and have every answer forgotten."""
    return submit_page(
        request,
        around.StopForm(request.POST or None),
        "community/join_stop.html",
        lambda: services.forget_joining(by=_by(request), joining_id=row.pk),
        then=lambda _: reverse("join:join_start"),
        context={"back": _next_page(row)},
        said=_("Your answers are gone. Nothing of them is kept."),
    )


@public
def join_done(request: HttpRequest) -> HttpResponse:
    """You are a member: what happens next, and when."""
    person = own_record(request.user)
    if person is None:
        return redirect("join:join_start")
    first = first_words(first_way(person), settings.WELCOME_DAYS)
    context = {"person": person, "first": first, "texts": other_texts("next")}
    return render(request, "community/join_done.html", context)
