"""A person whom staff entered gets to their own record with an e-mail address."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.forms import entries as forms
from community.models import Person
from community.rules.people import ENTER, KEEP
from community.rules.take_over import OVER, offer_take_over_blocker, take_over_blocker
from community.selectors import paper as papers
from community.selectors import take_over as selectors
from community.selectors.bounces import take_over_came_back
from community.services import take_over as services
from community.services.people import note_looks
from core.access import public, requires
from core.pace import answers_in_steps
from core.pages import submit, submit_page
from core.service import System

BY = System("take-over")


@requires(ENTER)
def person_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Send somebody the link to their own record."""
    person = selectors.find_for_take_over(request.user, pk)
    note_looks(by=request.user, people=[person])
    back = _back_from(request, person)
    facts = selectors.take_over_facts(person, "")
    sent = selectors.open_take_over(person)
    form = forms.TakeOverOfferForm(request.POST or None, initial={"email": person.email})
    return submit_page(
        request,
        form,
        "community/person_take_over.html",
        lambda: services.offer_take_over(
            by=request.user, person_id=person.pk, email=form.cleaned_data["email"]
        ),
        then=lambda _done: back,
        context={
            "person": person,
            "back": back,
            "sent": sent,
            "came_back": take_over_came_back(sent),
            "code": papers.code_for(person),
            "reason": offer_take_over_blocker(request.user, facts),
        },
        said="The link is on its way. It works for 7 days.",
    )


def _back_from(request: HttpRequest, person: Person) -> str:
    """Where they were: the person's page, or for who may not open it the page after entering."""
    if request.user.may(KEEP):
        return reverse("community:person_detail", args=[person.pk])
    letter = papers.letter_of(request.user, person)
    if letter is None:
        return reverse("community:entry_list")
    return reverse("community:entry_done", args=[letter.pk])


@public
@answers_in_steps
def join_mine(request: HttpRequest) -> HttpResponse:
    """We wrote your answers down: ask for the link yourself, with the code of the letter."""
    form = forms.MineForm(request.POST or None)

    def ask() -> None:
        if ratelimit.consume(request, action="join"):
            services.ask_take_over(by=BY, **form.cleaned_data)

    return submit_page(
        request,
        form,
        "community/join_mine.html",
        ask,
        then=lambda _done: reverse("join:join_mine_sent"),
    )


@public
def join_mine_sent(request: HttpRequest) -> HttpResponse:
    """Look in your mail: the same page whether the code was right or not."""
    return render(request, "community/join_mine_sent.html")


@public
def join_take_over(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the mailed link: the code of the letter, then account and record are one."""
    row = selectors.find_take_over(token)
    reason: str | None = OVER
    if row is not None:
        person = row.person.merged_into or row.person
        if row.used_at is not None and person.account_id:
            # A second press, or a page that never arrived: it worked.
            messages.success(request, _("This is done: the record is yours. Sign in to it."))
            return redirect("account_login")
        reason = take_over_blocker(
            selectors.take_over_facts(person, row.email),
            is_used=row.used_at is not None,
            tries=row.tries,
            expires_at=row.expires_at,
            now=timezone.now(),
        )
    if row is None or reason:
        return render(request, "community/join_take_over_old.html", {"reason": reason}, status=404)
    make = forms.TakeOverPressForm if row.is_code_given else forms.TakeOverForm
    form, opened = make(request.POST or None), []
    if request.method == "POST" and not request.user.is_authenticated:

        def take() -> object:
            code = form.cleaned_data.get("code", "")
            account = services.take_over_record(by=BY, take_over_id=row.pk, code=code)
            opened.append(account)
            return account

        done = submit(request, form, take, then=lambda account: _then(token, account))
        if done:
            if opened and opened[0] is not None:
                get_adapter(request).enter_joined(opened[0])
            return done
    return render(
        request, "community/join_take_over.html", {"form": form, "is_wrong": "wrong" in request.GET}
    )


def _then(token: str, account: object) -> str:
    if account is None:
        return f"{reverse('join:join_take_over', args=[token])}?wrong=1"
    return reverse("join:join_done")
