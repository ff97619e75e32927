"""After a session: the one page of who came, how it felt, and who wants a call."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.forms.felt import CallEnterForm, CallForm, FeltEnterForm, FeltForm, known
from activities.forms.sign_ups import AnswerForm
from activities.models import Attendance
from activities.selectors import felt as selectors
from activities.selectors.names import called
from activities.selectors.opportunities import run_refusal
from activities.services import felt as services
from activities.views.preparation import found_run
from core.access import public, requires
from core.pages import submit_page
from core.service import System

LINK = System("link after a session")


def private(answer: HttpResponse) -> HttpResponse:
    """An address with a token in it goes to no search engine and no cache."""
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _by(request: HttpRequest, row: Attendance) -> Any:
    """The person, if it is their own page; otherwise whoever has their link."""
    return request.user if selectors.is_own(row, request.user) else LINK


@public
def session_after(request: HttpRequest, after_token: str) -> HttpResponse:
    """Thanks, what happens next, support, and how it felt. Through the link it names nobody."""
    row = selectors.attendance_of(after_token, request.user)
    page = selectors.after_page(row, after_token, request.user)
    form = FeltForm(request.POST or None, initial=known(page.mine))
    answer = submit_page(
        request,
        form,
        "activities/session_after.html",
        lambda: services.say_felt(by=_by(request, row), attendance_id=row.pk, entry=form.entry),
        then=lambda _row: reverse("activities:session_after", args=[after_token]),
        context={"page": page, "session": page.session},
        said=_("Thank you for telling us."),
    )
    return private(answer)


@public
def felt_take_back(request: HttpRequest, after_token: str) -> HttpResponse:
    """Take back what one said about a session."""
    row = selectors.attendance_of(after_token, request.user)
    answer = submit_page(
        request,
        AnswerForm(request.POST or None, button=_("Take it back")),
        "activities/felt_take_back.html",
        lambda: services.take_back_felt(by=_by(request, row), attendance_id=row.pk),
        then=lambda _row: reverse("activities:session_after", args=[after_token]),
        context={"session": row.session, "token": after_token},
        said=_("It is gone. You can answer anew if you like."),
    )
    return private(answer)


@public
def call_want(request: HttpRequest, after_token: str) -> HttpResponse:
    """Ask to be called after a session whose subject was hard."""
    row = selectors.attendance_of(after_token, request.user)
    form = CallForm(request.POST or None, has_number=bool(row.person.phone))
    answer = submit_page(
        request,
        form,
        "activities/call_want.html",
        lambda: services.want_call(
            by=_by(request, row), attendance_id=row.pk, phone=form.cleaned_data["phone"]
        ),
        then=lambda _row: reverse("activities:session_after", args=[after_token]),
        context={
            "page": selectors.after_page(row, after_token, request.user),
            "session": row.session,
        },
        said=_("Somebody calls you."),
    )
    return private(answer)


@public
def call_drop(request: HttpRequest, after_token: str) -> HttpResponse:
    """Say that a call is not needed any more."""
    row = selectors.attendance_of(after_token, request.user)
    answer = submit_page(
        request,
        AnswerForm(request.POST or None, button=_("I do not need a call any more")),
        "activities/call_drop.html",
        lambda: services.drop_call(by=_by(request, row), attendance_id=row.pk),
        then=lambda _row: reverse("activities:session_after", args=[after_token]),
        context={"session": row.session, "token": after_token},
        said=_("Thank you for telling us. Nobody calls you."),
    )
    return private(answer)


# --- Those who ran it ---------------------------------------------------------------------


@requires("log_activity")
def felt_staff(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """How it felt to somebody who ran the session; nobody else sees their answer."""
    row = found_run(request, opportunity_id)
    mine = selectors.staff_answer(row, request.user)
    form = FeltForm(request.POST or None, initial=known(mine))
    return submit_page(
        request,
        form,
        "activities/felt_staff.html",
        lambda: services.say_staff_felt(by=request.user, opportunity_id=row.pk, entry=form.entry),
        then=lambda _row: reverse("activities:opportunity_run", args=[row.pk]),
        context={
            "opportunity": row,
            "session": row.session,
            "mine": mine,
            "why_not": selectors.staff_refusal(row.session),
        },
        said="Thank you for telling us.",
    )


@requires("log_activity")
def felt_staff_take_back(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Take back what one said about a session one ran."""
    row = found_run(request, opportunity_id)
    return submit_page(
        request,
        AnswerForm(request.POST or None, button="Take it back"),
        "activities/felt_staff_take_back.html",
        lambda: services.take_back_staff_felt(by=request.user, opportunity_id=row.pk),
        then=lambda _row: reverse("activities:opportunity_run", args=[row.pk]),
        context={"opportunity": row, "session": row.session},
        said="It is gone.",
    )


@requires("log_activity")
def felt_enter(request: HttpRequest, opportunity_id: int, person_id: int) -> HttpResponse:
    """Write down how it felt for somebody who calls or answers on paper."""
    opportunity = found_run(request, opportunity_id)
    row = selectors.find_attendance(opportunity, person_id)
    form = FeltEnterForm(request.POST or None)
    return submit_page(
        request,
        form,
        "activities/felt_enter.html",
        lambda: services.say_felt(
            by=request.user,
            attendance_id=row.pk,
            entry=form.entry,
            way=form.cleaned_data["way"],
        ),
        then=lambda _row: reverse("activities:opportunity_day", args=[opportunity.pk]),
        context={
            "opportunity": opportunity,
            "session": opportunity.session,
            "name": called(row.person, "", request.user),
        },
        said="Saved. Thank them for us.",
    )


@requires("log_activity")
def call_enter(request: HttpRequest, opportunity_id: int, person_id: int) -> HttpResponse:
    """Write down that somebody wants a call, who says it at the door or by telephone."""
    opportunity = found_run(request, opportunity_id)
    row = selectors.find_attendance(opportunity, person_id)
    form = CallEnterForm(request.POST or None, has_number=bool(row.person.phone))
    return submit_page(
        request,
        form,
        "activities/call_enter.html",
        lambda: services.want_call(
            by=request.user, attendance_id=row.pk, phone=form.cleaned_data["phone"]
        ),
        then=lambda _row: reverse("activities:opportunity_day", args=[opportunity.pk]),
        context={
            "opportunity": opportunity,
            "session": opportunity.session,
            "name": called(row.person, "", request.user),
            "why_not": selectors.call_refusal(row),
        },
        said="Saved. The call stands on the start page of who organises this.",
    )


@requires("log_activity")
def call_finish(request: HttpRequest, call_id: int) -> HttpResponse:
    """Who wants to be called, where, and ticking it off."""
    row = selectors.find_call(call_id)
    opportunity = selectors.opportunity_of_call(row)
    if run_refusal(request.user, opportunity):
        raise PermissionDenied
    person = row.attendance.person
    return submit_page(
        request,
        AnswerForm(request.POST or None, button="I have called them"),
        "activities/call_finish.html",
        lambda: services.finish_call(by=request.user, call_id=row.pk),
        then=lambda _row: reverse("home:start"),
        context={
            "call": row,
            "session": opportunity.session,
            "opportunity": opportunity,
            "name": called(person, "", request.user),
            "phone": row.phone or person.phone,
            "has_own": bool(person.phone),
            "is_other": selectors.is_other_number(row),
        },
        said="Thank you. It is ticked off.",
    )
