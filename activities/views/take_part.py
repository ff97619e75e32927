"""Taking part: finding a session, signing up, and saying that one cannot come."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from activities.facts.sign_ups import (
    ANSWERS,
    doing_words,
    fitting_words,
    offer_facts,
    sign_up_facts,
)
from activities.forms.finding import FindForm
from activities.forms.sign_ups import (
    AnswerForm,
    ChangeSignUpForm,
    SessionNeedsForm,
    SignUpForm,
    known_sign_up,
)
from activities.models import SignUp
from activities.selectors import months
from activities.selectors import opportunities as selectors
from activities.selectors.answering import asked_address, own_invitation
from activities.selectors.arrangements import own_wishes
from activities.selectors.attendance import came_to
from activities.selectors.calendar import calendar_address
from activities.selectors.certificates import other_name
from activities.selectors.draw import was_drawn
from activities.selectors.felt import after_link
from activities.selectors.interests import own_interests
from activities.selectors.leading import company_of, own_lead
from activities.selectors.owed import next_words
from activities.selectors.places import choices_for, is_full, line_words
from activities.selectors.preparation import needs_to_confirm, told_needs
from activities.selectors.questions import answers_of, own_answers, questions_of, typed_answers
from activities.selectors.team import team_of
from activities.services import sign_ups as services
from activities.services.preparation import change_session_needs
from community.selectors.people import own_record
from core.access import public, signed_in
from core.pages import submit_page
from core.tables.filters import AFTER, BEFORE
from organisation.selectors.places import areas


@public
def take_part(request: HttpRequest) -> HttpResponse:
    """What people can take part in, the next first."""
    form = FindForm(request.GET, areas=areas())
    page = selectors.opportunities_for(
        request.user,
        form.wanted,
        before=request.GET.get(BEFORE, ""),
        after=request.GET.get(AFTER, ""),
    )
    context = {
        "page": page,
        "full": selectors.full_for(request.user, page.rows),
        "signed_up": selectors.signed_up_for(request.user, page.rows),
        "previous": _beside(form, BEFORE, page.previous),
        "following": _beside(form, AFTER, page.following),
        "form": form,
        "active": len(form.said),
        "query": form.query,
        "interests": own_interests(request.user),
        "fitting": fitting_words(page.number),
    }
    return render(request, "activities/take_part.html", context)


@public
def opportunity_detail(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """What a session is about, what is paid, and whether there is a place."""
    row = selectors.find_opportunity(opportunity_id, request.user)
    page, asked = selectors.offer_page(row, request.user), own_invitation(row, request.user)
    context = {
        "page": page,
        "rows": offer_facts(page),
        "doing": doing_words(row, is_full=page.is_full),
        "stands": _stands(page.mine),
        "lead": own_lead(row, request.user),
        "asked": asked,
        "no": asked_address(asked) if asked else "",
        "agenda": row.agenda.splitlines(),
    }
    return render(request, "activities/opportunity_detail.html", context)


@signed_in
def sign_up_add(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Sign up for a session."""
    is_too_often = request.method == "POST" and not ratelimit.consume(
        request, action="sign_up", user=request.user
    )
    person = own_record(request.user)
    if person is None:
        return redirect("join:join_start")
    row = selectors.find_opportunity(opportunity_id, request.user, person)
    questions, choices = questions_of(row), choices_for(row, person)
    doing = doing_words(row, is_full=is_full(row, choices))
    form = SignUpForm(
        request.POST or None,
        choices=choices,
        needs=needs_to_confirm(person),
        button=doing,
        questions=questions,
        answers=own_answers(row, person) if questions else {},
        initial={"shown_name": person.shown_name},
    )
    # Read only where it is shown: a form that is carried out needs none of it.
    page = SimpleLazyObject(lambda: selectors.offer_page(row, request.user))
    context = {"page": page, "person": person, "doing": doing}
    if is_too_often:
        return _too_often(request, form, context)
    return submit_page(
        request,
        form,
        "activities/sign_up_add.html",
        lambda: services.sign_up(
            by=request.user, opportunity_id=row.pk, person_id=person.pk, entry=form.entry
        ),
        then=lambda made: reverse("activities:sign_up_detail", args=[made.pk]),
        context=context,
    )


def _too_often(request: HttpRequest, form: SignUpForm, context: dict[str, Any]) -> HttpResponse:
    """Somebody pressed too often, or a program did: what was typed stays."""
    form.add_error(
        None,
        _(
            "That was very often within a minute. Wait a minute, then press the button again. "
            "Nothing you typed is lost."
        ),
    )
    return render(request, "activities/sign_up_add.html", {"form": form, **context}, status=429)


@signed_in
def sign_up_detail(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """How one's own sign-up stands, and what can be done with it."""
    row = selectors.find_sign_up(sign_up_id, request.user)
    context = {
        "sign_up": row,
        "stands": _stands(row),
        "line": line_words(row),
        "rows": sign_up_facts(row, team_of(row.opportunity)),
        "answers": answers_of([row.pk]).get(row.pk, ()),
        "why_no_change": selectors.change_refusal(request.user, row),
        "needs": told_needs(row),
        "wishes": own_wishes(row),
        "came": came_to(row),
        "other_name": other_name(row.person, row.opportunity.session),
        "was_drawn": was_drawn(row),
        "after": after_link(row),
        "next": next_words(row.opportunity.session),
        "agenda": row.opportunity.agenda.splitlines(),
        "company": company_of(row),
        "prompts": row.opportunity.prompts.splitlines() if row.status == "placed" else [],
        "is_over": selectors.is_over(row.opportunity),
        "session": row.opportunity.session,
        "calendar": calendar_address(row) if row.opportunity.session.precision == "day" else "",
    }
    return render(request, "activities/sign_up_detail.html", context)


@signed_in
def sign_up_change(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """Change what one said at signing up, until the last moment."""
    row = selectors.find_sign_up(sign_up_id, request.user)
    form = ChangeSignUpForm(
        request.POST or None,
        questions=questions_of(row.opportunity),
        answers=typed_answers(row),
        initial=known_sign_up(row),
        version=row.version,
    )
    return submit_page(
        request,
        form,
        "activities/sign_up_change.html",
        lambda: services.change_sign_up(
            by=request.user, sign_up_id=row.pk, expected=form.expected_version, entry=form.entry
        ),
        then=lambda done: reverse("activities:sign_up_detail", args=[done.pk]),
        context={
            "sign_up": row,
            "session": row.opportunity.session,
            "why_not": selectors.change_refusal(request.user, row),
        },
        said=_("Saved."),
    )


@signed_in
def sign_up_answer(request: HttpRequest, sign_up_id: int, answer: str) -> HttpResponse:
    """Take an offered place, decline it, or say that one cannot come."""
    row = selectors.find_sign_up(sign_up_id, request.user)
    if answer not in ANSWERS:
        raise Http404
    words = ANSWERS[answer]
    form = AnswerForm(request.POST or None, button=words.button)
    act = {
        "take": services.accept_offer,
        "decline": services.decline_offer,
        "withdraw": services.withdraw_sign_up,
    }[answer]
    return submit_page(
        request,
        form,
        "activities/sign_up_answer.html",
        lambda: act(by=request.user, sign_up_id=row.pk),
        then=lambda done: reverse("activities:sign_up_detail", args=[done.pk]),
        context={
            "sign_up": row,
            "words": words,
            "session": row.opportunity.session,
            "is_late": answer == "withdraw" and selectors.is_late(row.opportunity),
        },
        said=_("Thank you for telling us."),
    )


@signed_in
def sign_up_needs(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """Say anew what the organiser of this session may know of what I need."""
    row = selectors.find_sign_up(sign_up_id, request.user)
    needs = needs_to_confirm(row.person)
    known = {"needs": [need.pk for need in told_needs(row)], "needs_note": row.needs_note}
    form = SessionNeedsForm(request.POST or None, needs=needs, initial=known)
    return submit_page(
        request,
        form,
        "activities/sign_up_needs.html",
        lambda: change_session_needs(
            by=request.user,
            sign_up_id=row.pk,
            need_ids=form.cleaned_data.get("needs", ()),
            needs_note=form.cleaned_data["needs_note"],
        ),
        then=lambda done: reverse("activities:sign_up_detail", args=[done.pk]),
        context={"sign_up": row, "session": row.opportunity.session},
        said=_("Saved."),
    )


def _beside(form: FindForm, side: str, place: str) -> str:
    """The address of the page on one side; nothing where there is none."""
    return f"?{urlencode(form.said | {side: place})}" if place else ""


def _stands(row: SignUp | None) -> str:
    if row is None:
        return ""
    if row.status == SignUp.Status.ENTERED and selectors.is_over(row.opportunity):
        return _("There was no draw")
    if row.opportunity.session.held_to < months.today():
        if row.status == SignUp.Status.PLACED:
            return _("You had a place")
        if row.status == SignUp.Status.WAITING:
            return _("You were on the waiting list")
    return str(selectors.STANDS[SignUp.Status(row.status)])
