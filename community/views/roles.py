"""Pages about roles: what each is, who takes one on, and when it is renewed or ends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.exports import renewal_listing
from community.forms import roles as forms
from community.models import CommunityRole
from community.rules.people import KEEP
from community.selectors import roles as selectors
from community.selectors.partner_offers import groups_in_use
from community.selectors.partners import is_champion
from community.selectors.people import find_person
from community.services import roles as services
from community.services.partner_entry import link_champion
from community.views.people import page_of
from core.access import requires, signed_in
from core.exports.pages import render_listing
from core.pages import submit_page


@signed_in
def role_overview(request: HttpRequest) -> HttpResponse:
    """The roles there are, and how they differ."""
    context = {"texts": selectors.role_texts(), "may_keep": request.user.may(KEEP)}
    return render(request, "community/role_overview.html", context)


@signed_in
def role_detail(request: HttpRequest, role: str) -> HttpResponse:
    """What one role is, what it needs and what is agreed."""
    context = {
        "text": selectors.role_text(role),
        "needs": selectors.needs_of(role),
        "may_keep": request.user.may(KEEP),
        "earlier": selectors.earlier_texts(role) if request.user.may(KEEP) else [],
    }
    return render(request, "community/role_detail.html", context)


@requires(KEEP)
def role_reword(request: HttpRequest, role: str) -> HttpResponse:
    """Say anew what a role is."""
    text = selectors.role_text(role)
    known = {name: getattr(text, name) for name in forms.RoleRewordForm.base_fields}
    form = forms.RoleRewordForm(request.POST or None, version=text.version, initial=known)
    return submit_page(
        request,
        form,
        "community/role_reword.html",
        lambda: services.reword_role(
            by=request.user, role=role, expected=form.expected_version, **form.cleaned_data
        ),
        then=lambda _row: reverse("community:role_detail", args=[role]),
        context={"text": text},
        said="The new words are in force. Agreements made keep the words they were made under.",
    )


@requires(KEEP)
def role_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes on a role."""
    person = find_person(request.user, pk)
    form = forms.RoleStartForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    return submit_page(
        request,
        form,
        "community/role_start.html",
        lambda: services.start_role(by=request.user, person_id=pk, **form.cleaned_data),
        then=lambda row: page_of(row.person),
        context={"person": person},
        said="The role is saved.",
    )


@requires(KEEP)
def role_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement of a role was made, or made again."""
    held = selectors.find_role_held(pk)
    form = forms.RoleAgreeForm(request.POST or None, initial={"agreed_on": timezone.localdate()})
    return submit_page(
        request,
        form,
        "community/role_agree.html",
        lambda: services.agree_role(by=request.user, held_id=pk, **form.cleaned_data),
        then=lambda row: page_of(row.person),
        context={"held": held, "text": selectors.role_text(held.role)},
        said="The agreement is saved.",
    )


@signed_in
def own_role_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """What I agreed to for a role of mine, and the words in force if they are others."""
    held = selectors.find_own_role(request.user, pk)
    text = selectors.role_text(held.role)
    form = forms.OwnRoleAgreeForm(request.POST or None, version=text.version)
    return submit_page(
        request,
        form,
        "community/own_role_agree.html",
        lambda: services.agree_own_role(
            by=request.user, held_id=pk, expected=form.expected_version
        ),
        then=lambda _row: reverse("community:own_record") + "#roles",
        context={
            "held": held,
            "text": text,
            "is_new": held.text is not None and held.text != text,
            "why_not": selectors.why_not_agree(request.user, held),
        },
        said=_("Thank you. We noted that you agree."),
    )


@requires(KEEP)
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A role ends."""
    held = selectors.find_role_held(pk)
    form = forms.RoleEndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    return submit_page(
        request,
        form,
        "community/role_end.html",
        lambda: services.end_role(by=request.user, held_id=pk, **form.cleaned_data),
        then=lambda row: page_of(row.person),
        context={"held": held, "called": CommunityRole(held.role).label},
        said="The role has ended.",
    )


@requires(KEEP)
def renewal_list(request: HttpRequest) -> HttpResponse:
    """Roles whose agreement is to be made or renewed."""
    return render_listing(request, renewal_listing(request.user), "community/renewal_list.html")


@requires(KEEP)
def person_champion_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a champion to a community, without any partner."""
    person = find_person(request.user, pk)
    form = forms.PersonChampionForm(request.POST or None, groups=groups_in_use())
    return submit_page(
        request,
        form,
        "community/person_champion_add.html",
        lambda: link_champion(by=request.user, person_id=pk, group_id=form.cleaned_data["group"]),
        then=lambda row: page_of(row.person),
        context={"person": person, "is_champion": is_champion(person.pk)},
        said="Saved.",
    )
