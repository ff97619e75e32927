"""Pages about where somebody stands: the welcome, and the moves of the status."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from community.exports import step_listing
from community.forms import standing as forms
from community.models import Status
from community.rules.people import KEEP, move_person_blocker
from community.selectors import induction as selectors
from community.selectors.contact import telling
from community.selectors.people import find_person, person_facts
from community.selectors.person_page import MOVES
from community.services import induction as services
from community.services.people import note_heard_from
from community.services.standing import move_and_tell
from community.views.people import page_of
from core.access import requires
from core.exports.pages import render_listing
from core.pages import submit_page


def _steps(_step=None) -> str:
    return reverse("community:step_list")


@requires(KEEP)
def person_welcome(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the welcome of somebody is, and who their contact is."""
    person = find_person(request.user, pk)
    steps = selectors.welcome_steps(person)
    known = {
        "steps": [step.id for step in steps if step.is_done],
        "named_contact": person.named_contact_id,
    }
    contacts = selectors.contacts(also=[person.named_contact_id])
    form = forms.WelcomeForm(
        request.POST or None,
        version=person.version,
        initial=known,
        steps=steps,
        contacts=contacts,
    )
    facts = person_facts(person)
    context = {
        "person": person,
        "is_waiting": person.status == Status.ASKED,
        "why_not": move_person_blocker(request.user, facts, Status.WELCOMED),
    }
    return submit_page(
        request,
        form,
        "community/person_welcome.html",
        lambda: services.keep_welcome(
            by=request.user,
            person_id=pk,
            expected=form.expected_version,
            was=form.was,
            now=form.now,
        ),
        then=lambda row: reverse("community:person_welcome", args=[row.pk]),
        context=context,
        said="The welcome is saved.",
    )


@requires(KEEP)
def person_move(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Move somebody's status, with the reason."""
    person = find_person(request.user, pk)
    if to not in Status.values:
        raise Http404
    form = forms.MoveForm(request.POST or None, to=to)
    back = person.status == Status.PAUSED and to != Status.LEFT
    told = telling(person, "not_now") if to == Status.NOT_NOW else None
    context = {
        "person": person,
        "title": "They come back" if back else MOVES[Status(to)],
        "why_not": move_person_blocker(request.user, person_facts(person), to, why="?"),
        "untold": told.why_not if told else "",
    }
    return submit_page(
        request,
        form,
        "community/person_move.html",
        lambda: move_and_tell(by=request.user, person_id=pk, to=to, **form.cleaned_data),
        then=page_of,
        context=context,
        said=f"It is saved. {told.said if told else 'The person’s page says so now.'}",
    )


@requires(KEEP)
def person_heard_from(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody was heard from and still takes part."""
    person = find_person(request.user, pk)
    return submit_page(
        request,
        forms.HeardFromForm(request.POST or None),
        "community/person_heard_from.html",
        lambda: note_heard_from(by=request.user, person_id=pk),
        then=page_of,
        context={"person": person},
        said="It is noted that you heard from them today.",
    )


@requires(KEEP)
def step_list(request: HttpRequest) -> HttpResponse:
    """The steps of the welcome, those no longer asked too."""
    return render_listing(request, step_listing(request.user), "community/step_list.html")


@requires(KEEP)
def step_add(request: HttpRequest) -> HttpResponse:
    """Add a step to the welcome."""
    form = forms.StepForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/step_add.html",
        lambda: services.add_step(by=request.user, **form.cleaned_data),
        then=_steps,
        said="The step is added.",
    )


@requires(KEEP)
def step_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Reword or move a step, or ask it no longer."""
    step = selectors.find_step(pk)
    known = {name: getattr(step, name) for name in forms.StepChangeForm.base_fields}
    form = forms.StepChangeForm(request.POST or None, version=step.version, initial=known)
    return submit_page(
        request,
        form,
        "community/step_change.html",
        lambda: services.change_step(
            by=request.user, step_id=pk, expected=form.expected_version, **form.cleaned_data
        ),
        then=_steps,
        context={"step": step},
        said="The step is saved.",
    )
