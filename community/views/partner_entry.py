"""Pages about one partner's entry, for staff and for those who speak for the partner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.exports import step_due_listing
from community.facts.partners import partner_facts
from community.forms import partner_entry as forms
from community.models import Partner
from community.rules.partners import KEEP, partly
from community.selectors import partners as selectors
from community.selectors.partner_offers import areas_offered, groups_offered, reached
from community.services import partner_access as access
from community.services import partner_entry as services
from community.views.people import page_of
from core.access import public, requires, signed_in
from core.exports.pages import render_listing
from core.files.pages import serve
from core.files.uploads import takes_files
from core.history import changes
from core.history.pages import versions_at
from core.pages import submit_page
from core.service import System


def _page(row: Any) -> str:
    """The page of the partner that a row belongs to."""
    partner_id = row.pk if isinstance(row, Partner) else row.partner_id
    return reverse("community:partner_detail", args=[partner_id])


@signed_in
def partner_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner: what it does, who speaks for it, what was agreed and what comes next."""
    partner = selectors.find_partner_for(request.user, pk)
    page = selectors.partner_page(request.user, partner)
    back = versions_at("community:partner_restore", pk)
    context = {
        "partner": partner,
        "page": page,
        "facts": partner_facts(partner, page),
        "history": changes(partner, reader=request.user, back=back) if page.is_staff else None,
    }
    return render(request, "community/partner_detail.html", context)


@signed_in
def own_partner_choose(request: HttpRequest) -> HttpResponse:
    """The partners somebody speaks for; the page itself where it is one."""
    partners = list(selectors.own_partners(request.user))
    if not partners:
        raise Http404
    if len(partners) == 1:
        return redirect(_page(partners[0]))
    return render(request, "community/own_partner_choose.html", {"partners": partners})


@signed_in
def partner_describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a partner does, and whom and where it reaches."""
    partner = selectors.find_partner_for(request.user, pk)
    form = forms.PartnerDescribeForm(
        request.POST or None,
        groups=groups_offered(partner),
        areas=areas_offered(),
        version=partner.version,
        initial={
            "kind": partner.kind,
            "does": partner.does,
            "website": partner.website,
            **reached(partner),
        },
    )
    return submit_page(
        request,
        form,
        "community/partner_describe.html",
        lambda: services.describe_partner(
            by=request.user, partner_id=pk, expected=form.expected_version, entry=form.entry
        ),
        then=_page,
        context={"partner": partner},
        said="The entry is saved.",
    )


@signed_in
def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down somebody who speaks for a partner."""
    partner = selectors.find_partner_for(request.user, pk)
    form = forms.PartnerContactForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/contact_add.html",
        lambda: services.add_contact(by=request.user, partner_id=pk, entry=form.entry),
        then=_page,
        context={"partner": partner},
        said="The contact is saved.",
    )


@signed_in
def contact_change(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change what is known of a contact."""
    contact = selectors.find_contact(request.user, contact_id)
    form = forms.PartnerContactForm(
        request.POST or None, initial=forms.contact_initial(contact), version=contact.version
    )
    return submit_page(
        request,
        form,
        "community/contact_change.html",
        lambda: services.change_contact(
            by=request.user, contact_id=contact_id, expected=form.expected_version, entry=form.entry
        ),
        then=_page,
        context={"contact": contact, "partner": contact.partner},
        said="The contact is saved.",
    )


@signed_in
def contact_end(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Somebody no longer speaks for a partner."""
    contact = selectors.find_contact(request.user, contact_id)
    page = selectors.partner_page(request.user, contact.partner)
    form = forms.PartnerContactEndForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/contact_end.html",
        lambda: services.end_contact(by=request.user, contact_id=contact_id, **form.cleaned_data),
        then=lambda row: (
            reverse("community:own_partner_choose")
            if row.account_id == request.user.pk and not page.is_staff
            else _page(row)
        ),
        context={
            "contact": contact,
            "partner": contact.partner,
            "is_last": page.contacts == [contact],
        },
        said="Saved.",
    )


@requires(KEEP)
def contact_invite(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Mail a contact a link with which they keep the entry."""
    contact = selectors.find_contact(request.user, contact_id)
    return submit_page(
        request,
        forms.PartnerContactInviteForm(request.POST or None),
        "community/contact_invite.html",
        lambda: access.invite_contact(by=request.user, contact_id=contact_id),
        then=_page,
        context={"contact": contact, "partner": contact.partner},
        said="The invitation is on its way.",
    )


@public
def partner_accept(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation is opened from a mail: take the seat, with an account or without one."""
    found = selectors.invited_contact(token)
    if found is None and (partner := selectors.accepted_partner(request.user, token)):
        # The mail stays the way in for who followed it before.
        return redirect(_page(partner))
    if found is None and (partner := selectors.taken_invitation(request.user, token)):
        messages.success(request, _("This is done. Ask for a code here to sign in."))
        return redirect(f"{reverse('account_request_login_code')}?next={_page(partner)}")
    if found is None:
        return render(request, "community/partner_accept_gone.html", status=404)
    contact, _at = found
    account = request.user if request.user.is_authenticated else None
    known = {"contact": contact, "address": partly(contact.email)}
    if account is None and selectors.has_account(contact.email):
        return render(request, "community/partner_accept_sign_in.html", known)
    if account is not None and selectors.why_not_seat(account, contact):
        return render(request, "community/partner_accept_other.html", known)
    by = account or System("partner invitation")
    # The new account has no password: a code is the way in.
    then = reverse("account_request_login_code") if account is None else None
    return submit_page(
        request,
        forms.PartnerAcceptForm(request.POST or None),
        "community/partner_accept.html",
        lambda: access.accept_invitation(by=by, token=token, account=account),
        then=lambda row: f"{then}?next={_page(row)}" if then else _page(row),
        context=known,
        said=_("Your account is open. Ask for a code here to sign in.") if then else "",
    )


@requires(KEEP)
def talk_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a line of the contact log."""
    partner = selectors.find_partner(pk)
    form = forms.PartnerTalkForm(request.POST or None)
    return submit_page(
        request,
        form,
        "community/talk_add.html",
        lambda: services.note_talk(by=request.user, partner_id=pk, **form.cleaned_data),
        then=_page,
        context={"partner": partner},
        said="Saved.",
    )


@requires(KEEP)
def step_due_list(request: HttpRequest) -> HttpResponse:
    """Next steps with partners, the most urgent first."""
    return render_listing(request, step_due_listing(request.user), "community/step_due_list.html")


@requires(KEEP)
def step_finish(request: HttpRequest, talk_id: int) -> HttpResponse:
    """Tick off a next step."""
    talk = selectors.find_talk(talk_id)
    return submit_page(
        request,
        forms.PartnerStepDoneForm(request.POST or None),
        "community/step_finish.html",
        lambda: services.finish_step(by=request.user, talk_id=talk_id),
        then=_page,
        context={"talk": talk, "partner": talk.partner},
        said="The step is done.",
    )


@requires(KEEP)
@takes_files(most_bytes=services.TAKES.most_bytes)
def agreement_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was agreed, with the paper itself."""
    partner = selectors.find_partner(pk)
    is_sent = request.method == "POST"
    form = forms.PartnerAgreementForm(
        request.POST if is_sent else None, request.FILES if is_sent else None
    )
    return submit_page(
        request,
        form,
        "community/agreement_add.html",
        lambda: services.add_agreement(by=request.user, partner_id=pk, **form.cleaned_data),
        then=_page,
        context={"partner": partner},
        said="The agreement is saved.",
    )


@signed_in
def agreement_fetch(request: HttpRequest, agreement_id: int) -> HttpResponseBase:
    """Save the agreement's file."""
    agreement = selectors.find_agreement(request.user, agreement_id)
    if agreement.file is None:
        raise Http404
    return serve(request, agreement.file, name=f"{agreement} {agreement.partner}")


@requires(KEEP)
def agreement_end(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """An agreement no longer counts."""
    agreement = selectors.find_agreement(request.user, agreement_id)
    return submit_page(
        request,
        forms.PartnerAgreementEndForm(request.POST or None),
        "community/agreement_end.html",
        lambda: services.end_agreement(by=request.user, agreement_id=agreement_id),
        then=_page,
        context={"agreement": agreement, "partner": agreement.partner},
        said="The agreement has ended.",
    )


@requires("keep_people")
def champion_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a champion to a partner."""
    partner = selectors.find_partner(pk)
    people = selectors.possible_champions(request.user)
    form = forms.ChampionForm(request.POST or None, people=people, groups=groups_offered(partner))
    return submit_page(
        request,
        form,
        "community/champion_add.html",
        lambda: services.link_champion(
            by=request.user,
            partner_id=pk,
            person_id=form.cleaned_data["person"],
            group_id=form.cleaned_data["group"],
        ),
        then=lambda _: _page(partner),
        context={"partner": partner, "people": people},
        said="Saved.",
    )


@requires("keep_people")
def champion_end(request: HttpRequest, champion_id: int) -> HttpResponse:
    """Somebody is no longer champion of this."""
    champion = selectors.find_champion(champion_id)
    return submit_page(
        request,
        forms.ChampionEndForm(request.POST or None),
        "community/champion_end.html",
        lambda: services.end_champion(by=request.user, champion_id=champion_id),
        then=lambda row: _page(row) if row.partner_id else page_of(row.person),
        context={"champion": champion},
        said="Saved.",
    )
