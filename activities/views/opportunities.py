"""Running a session: open it for sign-up, see who comes, sign people up who call."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from activities.facts.sign_ups import ANSWERS, CAME_TO_STAND, entering_words, offer_facts
from activities.forms.opportunities import OpportunityForm, known, known_like
from activities.forms.sign_ups import (
    AnswerForm,
    ChangeSignUpForm,
    EnterSignUpForm,
    known_sign_up,
)
from activities.models import Opportunity, Session, SignUp
from activities.rules.sign_up import enter_refusal
from activities.selectors import opportunities as selectors
from activities.selectors.attendance import is_off as is_cancelled
from activities.selectors.callers import callers
from activities.selectors.detail import edit_refusal, find_session
from activities.selectors.draw import is_draw_kept
from activities.selectors.leading import lead_lines
from activities.selectors.names import called
from activities.selectors.notices import not_reached
from activities.selectors.owed import owed_of
from activities.selectors.places import choices_for, is_full
from activities.selectors.preparation import kept_refusal, needs_refusal
from activities.selectors.questions import asked_lines, questions_of, typed_answers
from activities.selectors.repeating import begun_from, sessions_to_open
from activities.selectors.sign_ups import opportunity_facts, settle_refusal
from activities.services import opportunities as services
from activities.services import sign_ups
from activities.services.preparation import note_preparation_look
from activities.views.preparation import found_run
from community.selectors.roles import check_rows
from core.access import requires
from core.pages import submit_page
from organisation.selectors.words import word_list


def _run(result: Opportunity | SignUp) -> str:
    pk = result.opportunity_id if isinstance(result, SignUp) else result.pk
    return reverse("activities:opportunity_run", args=[pk])


def _begun_with(request: HttpRequest, session: Session) -> dict[str, Any]:
    """The curiosity prompts of the activity, unless somebody wants an empty form."""
    return {} if "empty" in request.GET else {"prompts": session.activity.prompts}


@requires("log_activity")
def opportunity_add(request: HttpRequest, session_id: int) -> HttpResponse:
    """Prepare a session for sign-up."""
    session = find_session(session_id)
    like = None if "empty" in request.GET else begun_from(session)
    initial = known_like(like, session, request.user) if like else _begun_with(request, session)
    form = OpportunityForm(
        request.POST or None,
        checks=check_rows().filter(is_in_use=True),
        experiences=word_list("experiences", also=initial.get("experiences", ())),
        initial=initial,
    )
    return submit_page(
        request,
        form,
        "activities/opportunity_add.html",
        lambda: services.add_opportunity(by=request.user, session_id=session.pk, entry=form.entry),
        then=_run,
        context={
            "session": session,
            "like": like,
            "prompts": initial.get("prompts") if like is None else "",
            "why_not": edit_refusal(session.activity, request.user),
        },
    )


@requires("log_activity")
def opportunity_run(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Who comes, who waits, and what can be done."""
    row = found_run(request, opportunity_id)
    standings = selectors.standings(row, request.user)
    if read := selectors.wishes_read(standings, request.user):
        title = row.session.activity.title
        note_preparation_look(by=request.user, person_ids=read, title=title)
    facts = opportunity_facts(row)
    is_over, is_off = facts.gone_at <= timezone.now(), is_cancelled(row.session)
    moves = Opportunity.TRANSITIONS[Opportunity.Status(row.status)]
    context = {
        "opportunity": row,
        "session": row.session,
        "is_over": is_over,
        "is_off": is_off,
        "is_late": selectors.is_late(row),
        "may_enter": enter_refusal(facts, timezone.now()) is None,
        "rows": offer_facts(selectors.offer_page(row, request.user)),
        "groups": [
            (label, [each for each in standings if each.sign_up.status in states])
            for label, states in GROUPS
        ],
        "nobody": not standings,
        "is_noted": bool(read),
        "not_reached": not_reached(row, request.user),
        "owed": owed_of(row.session),
        "asked": asked_lines(row),
        "leads": lead_lines(row, request.user),
        "is_in_draw": facts.is_in_draw,
        "is_draw_kept": is_draw_kept(row),
        "why_no_draw": selectors.draw_refusal(request.user, row),
        "to_open": [] if row.status == Opportunity.Status.DRAFT else sessions_to_open(row),
        # One that is off or over opens no more; what is over need not be closed either.
        "may_move_to": [] if is_off or is_over else sorted(moves),
    }
    return render(request, "activities/opportunity_run.html", context)


State = SignUp.Status
GROUPS = (
    ("They have a place", {State.PLACED}),
    ("They have the offer of a place", {State.OFFERED}),
    ("They are in the draw", {State.ENTERED}),
    ("They wait, in this order", {State.WAITING}),
)


@requires("log_activity")
def opportunity_correct(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Change what is said, and how many places there are."""
    row = found_run(request, opportunity_id)
    initial = known(row, request.user)
    form = OpportunityForm(
        request.POST or None,
        checks=check_rows().filter(is_in_use=True),
        experiences=word_list("experiences", also=initial["experiences"]),
        initial=initial,
        version=row.version,
    )
    return submit_page(
        request,
        form,
        "activities/opportunity_correct.html",
        lambda: services.correct_opportunity(
            by=request.user,
            opportunity_id=row.pk,
            expected=form.expected_version,
            entry=form.entry,
        ),
        then=_run,
        context={"session": row.session},
        said="Saved. If places came free, people who wait hear of it now.",
    )


MOVES = {
    "open": ("Open sign-up", "People can sign up from now on.", services.publish_opportunity),
    "closed": (
        "Close sign-up",
        "Nobody can sign up any more. Everybody who has a place keeps it.",
        services.close_opportunity,
    ),
    "draw": (
        "Draw the places",
        (
            "The portal draws who gets a place. The others wait in the order that was drawn. "
            "Everybody is told. A draw cannot be repeated."
        ),
        sign_ups.draw_places,
    ),
}


@requires("log_activity")
def opportunity_move(request: HttpRequest, opportunity_id: int, to: str) -> HttpResponse:
    """Open sign-up, close it, or draw the places."""
    row = found_run(request, opportunity_id)
    if to not in MOVES:
        raise Http404
    title, words, act = MOVES[to]
    form = AnswerForm(request.POST or None, button=title)
    return submit_page(
        request,
        form,
        "activities/opportunity_move.html",
        lambda: act(by=request.user, opportunity_id=row.pk),
        then=_run,
        context={"session": row.session, "title": title, "words": words, "opportunity": row},
        said="Done.",
    )


def _asked_next(request: HttpRequest, made: SignUp) -> str:
    """Who calls hears how they stand, and is asked what they need, unless they keep that to others."""
    messages.success(request, CAME_TO_STAND[SignUp.Status(made.status)])
    if needs_refusal(request.user, made):
        return _run(made)
    return reverse("activities:session_needs_enter", args=[made.pk])


@requires("log_activity")
def sign_up_enter(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Sign somebody up who calls, writes or stands at the desk."""
    row = found_run(request, opportunity_id)
    choices = choices_for(row)
    waits = is_full(row, choices)
    form = EnterSignUpForm(
        request.POST or None,
        choices=choices,
        questions=questions_of(row),
        button=entering_words(row, is_full=waits),
        initial={"person": request.GET.get("person", "")[:12]},
    )
    return submit_page(
        request,
        form,
        "activities/sign_up_enter.html",
        lambda: sign_ups.sign_up(
            by=request.user,
            opportunity_id=row.pk,
            person_id=form.cleaned_data["person"],
            entry=form.entry,
        ),
        then=lambda made: _asked_next(request, made),
        context={
            "session": row.session,
            "opportunity": row,
            "is_full": waits,
            "named": callers(row, request.user, request.GET.get("q", "")[:100]),
        },
    )


@requires("log_activity")
def sign_up_correct(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """Change what somebody said at signing up, for those who tell us."""
    row = selectors.find_run_sign_up(sign_up_id)
    found_run(request, row.opportunity_id)
    form = ChangeSignUpForm(
        request.POST or None,
        # What they wrote of travel and cover is for the team alone.
        with_wishes=request.user.may("keep_people") and not kept_refusal(request.user, row),
        questions=questions_of(row.opportunity),
        answers=typed_answers(row),
        initial=known_sign_up(row),
        version=row.version,
    )
    return submit_page(
        request,
        form,
        "activities/sign_up_correct.html",
        lambda: sign_ups.change_sign_up(
            by=request.user, sign_up_id=row.pk, expected=form.expected_version, entry=form.entry
        ),
        then=_run,
        context={
            "session": row.opportunity.session,
            "opportunity": row.opportunity,
            "name": called(row.person, row.shown_name, request.user),
            "why_not": selectors.change_refusal(request.user, row),
        },
        said="Saved.",
    )


@requires("log_activity")
def sign_up_settle(request: HttpRequest, sign_up_id: int, answer: str) -> HttpResponse:
    """Take, decline or give back a place for somebody who told us."""
    row = selectors.find_run_sign_up(sign_up_id)
    found_run(request, row.opportunity_id)
    if answer not in ANSWERS:
        raise Http404
    words = ANSWERS[answer]
    form = AnswerForm(request.POST or None, button=words.for_staff)
    act = {
        "take": sign_ups.accept_offer,
        "decline": sign_ups.decline_offer,
        "withdraw": sign_ups.withdraw_sign_up,
    }[answer]
    return submit_page(
        request,
        form,
        "activities/sign_up_settle.html",
        lambda: act(by=request.user, sign_up_id=row.pk),
        then=_run,
        context={
            "sign_up": row,
            "words": words,
            "session": row.opportunity.session,
            "why_not": settle_refusal(request.user, row, answer),
            "is_over": selectors.is_over(row.opportunity),
            "name": called(row.person, row.shown_name, request.user),
        },
        said="Saved.",
    )
