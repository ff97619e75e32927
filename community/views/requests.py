"""Pages on which staff write down what people ask of their own record, and the team answers."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from community.forms import rights as forms
from community.models import RightsRequest
from community.rules import rights as rules
from community.rules.people import ENTER, KEEP
from community.selectors import rights as selectors
from community.selectors.contact import Telling, telling
from community.selectors.people import find_person
from community.services import rights as services
from community.tables.rights import REQUESTS
from community.views.rights import copy_file, may_fetch_copy, opened
from core.access import requires
from core.pages import submit_page
from core.tables import render_list


def _request(row) -> str:
    return reverse("community:rights_request_answer", args=[row.pk])


def _told(row: RightsRequest) -> Telling:
    return telling(row.person, "rights")


def _answered(row: RightsRequest) -> str:
    told = _told(row)
    return "Nothing was sent; how they got it is noted." if told.why_not else told.said


@requires(ENTER)
def rights_request_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write down what somebody asked by telephone, on paper or face to face."""
    person = find_person(request.user, person_id)
    form = forms.NoteRequestsForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/rights_request_add.html",
        lambda: services.note_requests(
            by=request.user,
            person_id=person.pk,
            kinds=form.cleaned_data["kinds"],
            words=form.cleaned_data["words"],
            noted=form.noted,
        ),
        then=lambda _rows: reverse("community:person_detail", args=[person.pk]),
        context={
            "person": person,
            "called": person.name if request.user.may(KEEP) else person.known_as,
            "days": settings.ERASURE_DAYS,
        },
        said="Written down. The involvement team sees it, and by when it must be answered.",
    )


@requires(KEEP)
def rights_request_list(request: HttpRequest) -> HttpResponse:
    """What people asked and nobody has answered, the soonest due on top."""
    return render_list(
        request,
        REQUESTS,
        selectors.open_requests(),
        None,
        "community/rights_request_list.html",
        may_download=False,
    )


@requires(KEEP)
def rights_request_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what somebody asked."""
    row = selectors.find_request(request.user, pk)
    form = forms.AnswerRightForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/rights_request_answer.html",
        lambda: services.answer_right(by=request.user, request_id=pk, **form.cleaned_data),
        then=lambda _row: reverse("community:rights_request_list"),
        context=_context(request, row),
        said=f"Answered. {_answered(row)}",
    )


@requires(KEEP)
def rights_request_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell somebody that it has arrived and is looked at."""
    row = selectors.find_request(request.user, pk)
    return submit_page(
        request,
        forms.AcknowledgeRightForm(request.POST or None),
        "community/rights_request_acknowledge.html",
        lambda: services.acknowledge_right(by=request.user, request_id=pk),
        then=lambda _row: reverse("community:rights_request_list"),
        context={"row": row, "untold": _told(row).why_not},
        said=f"Saved. {_told(row).said}",
    )


def _context(request: HttpRequest, row) -> dict:
    facts, today = selectors.hand_over_facts(request.user, row), timezone.localdate()
    why_no_copy = rules.hand_over_blocker(request.user, facts)
    return {
        "row": row,
        "untold": _told(row).why_not if facts.state in rules.OPEN else "",
        "is_late": row.due_on < today,
        "is_open": facts.state in rules.OPEN,
        "may_extend": rules.extend_right_blocker(request.user, facts, today) is None,
        "may_copy": why_no_copy is None,
        "why_no_copy": why_no_copy if why_no_copy == rules.KEPT_FROM_COPY else "",
    }


@requires(KEEP)
def rights_request_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Take more time for an answer, and say why."""
    row = selectors.find_request(request.user, pk)
    form = forms.ExtendRightForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/rights_request_extend.html",
        lambda: services.extend_right(by=request.user, request_id=pk, **form.cleaned_data),
        then=_request,
        context={"row": row, "untold": _told(row).why_not},
        said=f"Saved. {_told(row).said}",
    )


@requires(KEEP)
def rights_request_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody told you that they take back what they asked."""
    row = selectors.find_request(request.user, pk)
    return submit_page(
        request,
        forms.TakeBackForForm(request.POST or None),
        "community/rights_request_take_back.html",
        lambda: services.take_back_right(by=request.user, request_id=pk),
        then=_request,
        context={"row": row},
        said="Taken back, with your name. Nothing happens.",
    )


@requires(KEEP)
def rights_request_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out the copy that somebody asked for, to hand it over, after proving who I am."""
    return _copy(request, selectors.find_request(request.user, pk))


@reauthentication_required
def _copy(request: HttpRequest, row: RightsRequest) -> HttpResponse:
    return submit_page(
        request,
        forms.TakeCopyForm(request.POST or None),
        "community/rights_request_copy.html",
        lambda: services.take_copy_for(by=request.user, request_id=row.pk),
        then=lambda look: opened(
            request, look, reverse("community:rights_request_copy_file", args=[row.pk])
        ),
        context={"row": row},
    )


@requires(KEEP)
def rights_request_copy_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy itself, to print, for a few minutes after it was taken out."""
    row = selectors.find_request(request.user, pk)
    if rules.hand_over_blocker(request.user, selectors.hand_over_facts(request.user, row)):
        return redirect("community:rights_request_answer", pk)
    if not may_fetch_copy(request, selectors.owner_of(row)):
        return redirect("community:rights_request_copy", pk)
    return copy_file(selectors.owner_of(row), "html", name=f"copy-{pk}")
