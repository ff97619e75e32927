"""Pages about adjustments, emergency contacts and concerns that were passed on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from community.forms import needs as forms
from community.models import Look, Person
from community.rules.needs import PASS_ON, SEE_NEEDS
from community.rules.people import KEEP
from community.selectors import needs as selectors
from community.services import support as services
from core.access import requires, signed_in
from core.pages import submit_page


def _needs(person_id: int) -> str:
    return reverse("community:needs_detail", args=[person_id])


def _about(person: Person, viewer: Any) -> dict[str, Any]:
    return {"person": person, "is_own": person.account_id == viewer.pk}


@requires(SEE_NEEDS)
def adjustment_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write down what was offered."""
    person = selectors.find_for_needs(request.user, person_id)
    form = forms.AdjustmentForm(request.POST or None, needs=selectors.needs_of(person))
    return submit_page(
        request,
        form,
        "community/adjustment_add.html",
        lambda: services.offer_adjustment(by=request.user, person_id=person.pk, **form.values),
        then=lambda _: _needs(person.pk),
        context={"person": person},
        said="Saved.",
    )


@signed_in
def adjustment_answer(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """Say whether what was offered was there."""
    person, adjustment = selectors.find_adjustment(request.user, adjustment_id)
    form = forms.AdjustmentAnswerForm(request.POST or None, version=adjustment.version)
    return submit_page(
        request,
        form,
        "community/adjustment_answer.html",
        lambda: services.answer_adjustment(
            by=request.user,
            adjustment_id=adjustment.pk,
            expected=form.expected_version,
            is_met=form.cleaned_data["is_met"],
            why_not=form.cleaned_data["why_not"] or "",
        ),
        then=lambda _: _needs(person.pk),
        context={**_about(person, request.user), "adjustment": adjustment},
        said="Saved.",
    )


@signed_in
def emergency_detail(request: HttpRequest, person_id: int) -> HttpResponse:
    """A person's own emergency contact, and who looked at it."""
    person = selectors.find_for_needs(request.user, person_id)
    context = _about(person, request.user)
    if not context["is_own"]:
        return redirect("community:emergency_look", person_id=person.pk)
    context |= {
        "contact": selectors.emergency_contact(person),
        "looks": selectors.looks_at(person, Look.What.EMERGENCY_CONTACT),
    }
    return render(request, "community/emergency_detail.html", context)


@signed_in
def emergency_change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say whom to call. The team sees nothing of who is there, and replaces it."""
    person = selectors.find_for_needs(request.user, person_id)
    about = _about(person, request.user)
    contact = selectors.emergency_contact(person)
    shown = contact if about["is_own"] else None
    names = forms.EmergencyContactForm.base_fields
    form = forms.EmergencyContactForm(
        request.POST or None,
        initial={name: getattr(shown, name) for name in names} if shown else None,
        # 0, which no row has: the page showed that there was nobody yet.
        version=shown.version if shown else 0,
    )
    expected = form.expected_version if about["is_own"] else None
    then = "community:emergency_detail" if about["is_own"] else "community:needs_detail"
    return submit_page(
        request,
        form,
        "community/emergency_change.html",
        lambda: services.set_emergency_contact(
            by=request.user, person_id=person.pk, entry=form.entry, expected=expected
        ),
        then=lambda _: reverse(then, args=[person.pk]),
        context={**about, "has_contact": contact is not None},
        said="Saved.",
    )


@signed_in
def emergency_remove(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keep nobody to call any more."""
    person = selectors.find_for_needs(request.user, person_id)
    return submit_page(
        request,
        forms.EmergencyRemoveForm(request.POST or None),
        "community/emergency_remove.html",
        lambda: services.remove_emergency_contact(by=request.user, person_id=person.pk),
        then=lambda _: _needs(person.pk),
        context=_about(person, request.user),
        said="It is removed.",
    )


def _asked(person: Person, viewer: Any) -> dict[str, Any]:
    """What those are shown who may see nothing else of people: how they know the person."""
    called = selectors.called_for(viewer, person)
    return {"person": person, "called": called, "is_team": viewer.may(KEEP)}


@signed_in
def emergency_look(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask why, note the look, and only then show whom to call."""
    person = selectors.find_for_emergency(request.user, person_id)
    form = forms.EmergencyLookForm(request.POST or None)
    has_contact = selectors.has_emergency_contact(person)
    return submit_page(
        request,
        form,
        "community/emergency_look.html",
        lambda: services.look_at_emergency_contact(
            by=request.user, person_id=person.pk, reason=form.reason
        ),
        then=lambda look: reverse("community:emergency_show", args=[person.pk, look.pk]),
        context={**_asked(person, request.user), "has_contact": has_contact},
    )


@signed_in
def emergency_show(request: HttpRequest, person_id: int, look_id: int) -> HttpResponse:
    """Whom to call, for the one whose look was noted just now."""
    person = selectors.find_for_emergency(request.user, person_id)
    look = selectors.fresh_look(request.user, person, look_id)
    contact = selectors.emergency_contact(person)
    if look is None or contact is None:
        return redirect("community:emergency_look", person_id=person.pk)
    context = {
        **_asked(person, request.user),
        "look": look,
        "contact": contact,
        "may_pass_on": request.user.may(PASS_ON),
    }
    return render(request, "community/emergency_show.html", context)


@requires(PASS_ON)
def concern_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write down that a concern was passed on, and nothing of what it was."""
    person = selectors.find_for_concern(request.user, person_id)
    form = forms.ConcernForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/concern_add.html",
        lambda: services.pass_on_concern(by=request.user, person_id=person.pk, **form.cleaned_data),
        then=lambda _: reverse("community:concern_saved", args=[person.pk]),
        context={
            **_asked(person, request.user),
            "sees": selectors.is_seen(request.user, person),
            "concerns": selectors.concerns_of(request.user, person),
        },
    )


@requires(PASS_ON)
def concern_saved(request: HttpRequest, person_id: int) -> HttpResponse:
    """It is written down; whoever may not see concerns sees nothing more of it."""
    person = selectors.find_for_concern(request.user, person_id)
    return render(request, "community/concern_saved.html", {"person": person})
