"""Pages about what people need: their own, and the same for the team acting for them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from community.exports import need_due_listing
from community.forms import needs as forms
from community.models import Need, Person
from community.models.need_words import Category
from community.rules.needs import SEE_NEEDS
from community.selectors import needs as selectors
from community.selectors.need_pages import needs_page, opportunity_groups
from community.services import needs as services
from community.services.people import change_person
from core.access import requires, signed_in
from core.exports.pages import render_listing
from core.history import changes
from core.pages import submit_page


def _page(person_id: int) -> str:
    return reverse("community:needs_detail", args=[person_id])


def _about(person: Person, viewer: Any) -> dict[str, Any]:
    return {"person": person, "is_own": person.account_id == viewer.pk}


@signed_in
def needs_detail(request: HttpRequest, person_id: int) -> HttpResponse:
    """What a person needs. A look of anybody else is noted, and the person sees it."""
    person = selectors.find_for_needs(request.user, person_id)
    services.note_needs_look(by=request.user, person=person)
    context = _about(person, request.user)
    page = needs_page(request.user, person)
    form = forms.NeedConfirmForm()
    return render(request, "community/needs_detail.html", {**context, "page": page, "form": form})


@signed_in
def need_add(request: HttpRequest, person_id: int, category: str) -> HttpResponse:
    """Say what a person needs, of one category."""
    person = selectors.find_for_needs(request.user, person_id)
    if category not in Category:
        raise Http404
    about = _about(person, request.user)
    form = forms.NeedsForm(
        request.POST or None, category=Category(category), is_own=about["is_own"]
    )
    page = needs_page(request.user, person)
    return submit_page(
        request,
        form,
        "community/need_add.html",
        lambda: services.set_needs(by=request.user, person_id=person.pk, entries=form.entries),
        then=lambda _: _page(person.pk),
        context={**about, "group": page.group(category)},
        said="Saved.",
    )


@signed_in
def need_change(request: HttpRequest, need_id: int) -> HttpResponse:
    """Say more of one need, or share it with others."""
    person, need = selectors.find_need(request.user, need_id)
    about = _about(person, request.user)
    form = forms.NeedForm(request.POST or None, need=need, is_own=about["is_own"])
    history = changes(need, reader=request.user)
    return submit_page(
        request,
        form,
        "community/need_change.html",
        lambda: services.change_need(
            by=request.user, need_id=need.pk, expected=form.expected_version, **form.cleaned_data
        ),
        then=lambda _: _page(person.pk),
        context={**about, "need": need, "history": history},
        said="Saved.",
    )


@signed_in
def need_confirm(request: HttpRequest, need_id: int) -> HttpResponse:
    """One need is still right."""
    person, need = selectors.find_need(request.user, need_id)
    return _confirm(request, person, need)


@signed_in
def need_confirm_all(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything is still right."""
    return _confirm(request, selectors.find_for_needs(request.user, person_id), None)


def _confirm(request: HttpRequest, person: Person, need: Need | None) -> HttpResponse:
    ids = [need.pk] if need else None
    return submit_page(
        request,
        forms.NeedConfirmForm(request.POST or None),
        "community/need_confirm.html",
        lambda: services.confirm_needs(by=request.user, person_id=person.pk, need_ids=ids),
        then=lambda _: _page(person.pk),
        context={
            **_about(person, request.user),
            "needs": [need] if need else selectors.needs_of(person),
        },
        said="Thank you. We ask again in a year.",
    )


@signed_in
def need_end(request: HttpRequest, need_id: int) -> HttpResponse:
    """A need is no longer there."""
    person, need = selectors.find_need(request.user, need_id)
    about = _about(person, request.user)
    return submit_page(
        request,
        forms.NeedEndForm(request.POST or None, is_own=about["is_own"]),
        "community/need_end.html",
        lambda: services.end_need(by=request.user, need_id=need.pk),
        then=lambda _: _page(person.pk),
        context={**about, "need": need},
        said="Saved.",
    )


@signed_in
def need_keep_from(request: HttpRequest, person_id: int) -> HttpResponse:
    """Name somebody of the trust who is not shown the needs."""
    person = selectors.find_for_needs(request.user, person_id)
    form = forms.NeedKeepFromForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/need_keep_from.html",
        lambda: services.keep_needs_from(by=request.user, person_id=person.pk, **form.cleaned_data),
        then=lambda _: _page(person.pk),
        context=_about(person, request.user),
        said="Saved. They are not shown it.",
    )


@signed_in
def need_show_again(request: HttpRequest, person_id: int, kept_id: int) -> HttpResponse:
    """Somebody may see the needs again."""
    person = selectors.find_for_needs(request.user, person_id)
    kept = selectors.kept_from(person).filter(pk=kept_id).first()
    if kept is None and request.method != "POST":
        raise Http404
    return submit_page(
        request,
        forms.NeedShowAgainForm(request.POST or None),
        "community/need_show_again.html",
        lambda: services.show_needs_again(by=request.user, person_id=person.pk, kept_id=kept_id),
        then=lambda _: _page(person.pk),
        context={**_about(person, request.user), "kept": kept},
        said="Saved.",
    )


@signed_in
def opportunity_choose(request: HttpRequest, person_id: int) -> HttpResponse:
    """Choose the groups for which a person wants to be found."""
    person = selectors.find_for_needs(request.user, person_id)
    about = _about(person, request.user)
    offered, chosen = opportunity_groups(person)
    form = forms.OpportunityForm(
        request.POST or None,
        groups=offered,
        is_own=about["is_own"],
        initial={"groups": chosen},
        version=person.version,
    )
    return submit_page(
        request,
        form,
        "community/opportunity_choose.html",
        lambda: change_person(
            by=request.user,
            person_id=person.pk,
            expected=form.expected_version,
            changes={"group_ids": form.cleaned_data["groups"]},
        ),
        then=lambda _: _page(person.pk),
        context=about,
        said="Saved.",
    )


@requires(SEE_NEEDS)
def need_due_list(request: HttpRequest) -> HttpResponse:
    """People whose needs were last looked at more than a year ago."""
    listing = need_due_listing(request.user)
    return render_listing(request, listing, "community/need_due_list.html")
