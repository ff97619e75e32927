"""Pages about what people ask of their own record: a copy, a correction, to be forgotten."""

from __future__ import annotations

import json

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.facts.copy import readable
from community.forms import own as forms
from community.models import Look, Person, RightsRequest
from community.selectors import data
from community.selectors import rights as selectors
from community.selectors.own import found_record
from community.services import rights as services
from core.access import signed_in
from core.pages import submit_page

Kind = RightsRequest.Kind


def _rights(_result: object = None) -> str:
    return reverse("community:own_rights")


@signed_in
def own_rights(request: HttpRequest) -> HttpResponse:
    """My information: a copy of it, and what I can ask."""
    person = found_record(request.user)
    requests = selectors.requests_of(person)[:50]
    return render(request, "community/own_rights.html", {"requests": requests})


@signed_in
def own_right_ask(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask something about my record."""
    person = found_record(request.user)
    if kind not in Kind.values:
        raise Http404
    is_erasure = kind == Kind.ERASURE
    form = (forms.ForgetForm if is_erasure else forms.AskRightForm)(request.POST or None)
    return submit_page(
        request,
        form,
        "community/own_right_ask.html",
        lambda: services.ask_right(
            by=request.user, person_id=person.pk, kind=kind, **form.cleaned_data
        ),
        then=_rights,
        context={
            "title": Kind(kind).label,
            "is_erasure": is_erasure,
            "is_complaint": kind == Kind.COMPLAINT,
            "days": settings.ERASURE_DAYS,
        },
        said=_("We have got it. Below you see by when we answer."),
    )


@signed_in
def own_right_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what I asked."""
    row = selectors.find_request(request.user, pk)
    return submit_page(
        request,
        forms.TakeBackForm(request.POST or None),
        "community/own_right_take_back.html",
        lambda: services.take_back_right(by=request.user, request_id=pk),
        then=_rights,
        context={"row": row},
        said=_("Taken back. Nothing is changed or removed."),
    )


@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    """Take out a copy of everything, after proving once more who I am."""
    return _own_data(request, found_record(request.user))


@reauthentication_required
def _own_data(request: HttpRequest, person: Person) -> HttpResponse:
    form = forms.TakeOutForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/own_data.html",
        lambda: services.take_out_own_data(by=request.user, person_id=person.pk),
        then=lambda look: opened(
            request, look, reverse("community:own_data_file", args=[form.cleaned_data["ending"]])
        ),
    )


@signed_in
def own_data_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The copy itself, for a few minutes after it was asked for."""
    person = found_record(request.user)
    if not may_fetch_copy(request, person):
        return redirect("community:own_data")
    return copy_file(person, ending)


# What a session remembers of the copy that was taken out in it.
TAKEN_OUT = "community.taken_out"


def opened(request: HttpRequest, look: Look, address: str) -> str:
    """Let this session, and no other of the account, fetch the copy that was just taken out."""
    request.session[TAKEN_OUT] = look.pk
    return address


def may_fetch_copy(request: HttpRequest, person: Person) -> bool:
    """Whether the copy was taken out in this session, and not long ago."""
    return data.may_take_out(person, request.user, look_id=request.session.get(TAKEN_OUT))


def copy_file(person: Person, ending: str, name: str = "my-information") -> HttpResponse:
    """Everything about somebody as a file."""
    sections = data.everything_about(person)
    today = timezone.localdate()
    if ending == forms.TakeOutForm.JSON:
        found = {
            section.key: {"about": section.heading, "rows": section.rows} for section in sections
        }
        text = json.dumps(found, ensure_ascii=False, indent=2)
        answer = HttpResponse(text, content_type="application/json")
    elif ending == forms.TakeOutForm.HTML:
        context = {"sections": readable(sections), "today": today}
        text = render_to_string("community/own_data_file.html", context)
        answer = HttpResponse(text, content_type="text/html; charset=utf-8")
    else:
        raise Http404
    file_name = f"{name}-{today.isoformat()}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
