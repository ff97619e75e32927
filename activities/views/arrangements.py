"""Travel and cover that people asked for, for the team that arranges it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.forms.arrangements import CallOffForm, WishAnswerForm
from activities.selectors import arrangements as selectors
from activities.selectors.preparation import person_is_own
from activities.services.arrangements import answer_wish, call_off_arrangement
from activities.services.preparation import note_preparation_look
from core.access import requires
from core.pages import submit_page


@requires("keep_people")
def arrangement_board(request: HttpRequest) -> HttpResponse:
    """What is to be booked or found, by date, and what was answered. Who was read is on record."""
    sessions = selectors.arrangements(request.user)
    read = selectors.read_of(sessions, request.user)
    if read:
        note_preparation_look(by=request.user, person_ids=read, title="Travel and cover")
    context = {"sessions": sessions, "is_noted": bool(read)}
    return render(request, "activities/arrangement_board.html", context)


@requires("keep_people")
def arrangement_answer(request: HttpRequest, sign_up_id: int, what: str) -> HttpResponse:
    """Say that it is arranged, or cannot be; the person is told."""
    wish = selectors.find_wish(sign_up_id, what, request.user)
    _note_look(request, wish)
    known = wish.answer
    initial = {"outcome": known.outcome, "words": known.words} if known else {}
    form = WishAnswerForm(
        request.POST or None,
        initial={**initial, "wanted": wish.words},
        version=known.version if known else None,
    )
    row = wish.sign_up
    return submit_page(
        request,
        form,
        "activities/arrangement_answer.html",
        lambda: answer_wish(
            by=request.user,
            sign_up_id=row.pk,
            what=wish.what,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=lambda _done: reverse("activities:arrangement_board"),
        context={
            "wish": wish,
            "person": row.person,
            "session": row.opportunity.session,
            "why_not": selectors.arrange_refusal(request.user, row, wish.words),
        },
        said="Saved. The person can read it, and is told.",
    )


@requires("keep_people")
def arrangement_cancel(request: HttpRequest, sign_up_id: int, what: str) -> HttpResponse:
    """Tick off that something booked, which is not wanted any more, was cancelled."""
    wish = selectors.find_unwanted(sign_up_id, what, request.user)
    _note_look(request, wish)
    row = wish.sign_up
    form = CallOffForm(request.POST or None, version=wish.answer.version if wish.answer else None)
    return submit_page(
        request,
        form,
        "activities/arrangement_cancel.html",
        lambda: call_off_arrangement(
            by=request.user, sign_up_id=row.pk, what=wish.what, expected=form.expected_version
        ),
        then=lambda _done: reverse("activities:arrangement_board"),
        context={
            "wish": wish,
            "person": row.person,
            "session": row.opportunity.session,
            "why_not": selectors.call_off_refusal(request.user, wish),
        },
        said="Ticked off: it is cancelled.",
    )


def _note_look(request: HttpRequest, wish: selectors.Wish) -> None:
    """What somebody asks for tells of what they need: who read it is on record."""
    person = wish.sign_up.person
    if not person_is_own(request.user, person):
        title = wish.sign_up.opportunity.session.activity.title
        note_preparation_look(by=request.user, person_ids=[person.pk], title=title)
