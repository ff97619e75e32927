"""Pages of mapping rounds: the involvement team's, and those of the directorates' leads."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from activities.forms import mapping as forms
from activities.models import MappingReply
from activities.rules.mapping import (
    answer_blocker,
    close_round_blocker,
    see_reply_blocker,
)
from activities.selectors import mapping as selectors
from activities.services import mapping as services
from core.access import requires
from core.forms import PortalForm
from core.history import changes
from core.pages import submit, submit_page
from organisation.selectors import people_to_post, services_of, usual_service


@requires("run_mapping")
def mapping_list(request: HttpRequest) -> HttpResponse:
    """Every round, the open ones first."""
    return render(request, "activities/mapping_list.html", {"rounds": selectors.round_rows()})


@requires("run_mapping")
def mapping_open(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    form = forms.MappingOpenForm(request.POST or None)
    return submit_page(
        request,
        form,
        "activities/mapping_open.html",
        lambda: services.open_mapping_round(by=request.user, **form.cleaned_data),
        then=lambda row: reverse("activities:mapping_detail", args=[row.pk]),
    )


@requires("run_mapping")
def mapping_detail(request: HttpRequest, round_id: int) -> HttpResponse:
    """Who has answered, who has not, and what can be done about it."""
    return _round_page(request, round_id, forms.MappingRemindForm())


@require_POST
@requires("run_mapping")
def mapping_remind(request: HttpRequest, round_id: int) -> HttpResponse:
    """Write to those who have not answered."""
    selectors.find_round(round_id)
    form = forms.MappingRemindForm(request.POST)
    done = submit(
        request,
        form,
        lambda: services.remind_leads(by=request.user, round_id=round_id),
        then=lambda sent: _say_reminded(request, sent, round_id),
    )
    return done or _round_page(request, round_id, form)


def _say_reminded(request: HttpRequest, sent: services.Reminded, round_id: int) -> str:
    messages.success(request, f"Reminders are on their way to {', '.join(sent.names)}.")
    return reverse("activities:mapping_detail", args=[round_id])


def _round_page(request: HttpRequest, round_id: int, form: forms.MappingRemindForm) -> HttpResponse:
    row = selectors.find_round(round_id)
    replies = selectors.reply_rows(row)
    context = {
        "round": row,
        "is_open": selectors.is_open(row),
        "due": selectors.due_of(row),
        "replies": replies,
        "waiting": sum(reply.is_waiting for reply in replies),
        "form": form,
        "history": changes(row, reader=request.user),
    }
    return render(request, "activities/mapping_detail.html", context)


@requires("run_mapping")
def mapping_close(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask once more, then close the round."""
    row = selectors.find_round(round_id)
    form = forms.MappingCloseForm(request.POST or None, version=row.version)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.close_mapping_round(
                by=request.user, round_id=round_id, expected=form.expected_version
            ),
            then=lambda closed: reverse("activities:mapping_detail", args=[closed.pk]),
        )
        if done:
            return done
    replies = selectors.reply_rows(row)
    context = {
        "round": row,
        "form": form,
        "waiting": [reply.directorate for reply in replies if reply.is_waiting],
        "blocker": close_round_blocker(
            selectors.actor_of(request.user), selectors.round_facts(row)
        ),
    }
    return render(request, "activities/mapping_close.html", context)


@requires("run_mapping")
def mapping_choose_lead(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Choose who answers for a directorate."""
    reply = selectors.find_reply(reply_id)
    form = forms.MappingLeadForm(
        request.POST or None, version=reply.version, people=people_to_post()
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.choose_lead(
                by=request.user,
                reply_id=reply_id,
                expected=form.expected_version,
                lead_id=form.cleaned_data["lead"],
            ),
            then=lambda row: reverse("activities:mapping_detail", args=[row.round_id]),
        )
        if done:
            return done
    context = {"form": form, "reply": reply}
    return render(request, "activities/mapping_choose_lead.html", context)


@requires("answer_mapping")
def mapping_answer(request: HttpRequest, reply_id: int) -> HttpResponse:
    """What is recorded for one directorate, and its lead's answer."""
    reply = _reply_for(request, reply_id)
    form = forms.MappingAnswerForm(
        request.POST or None, version=reply.version, initial={"note": reply.note}
    )
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda: services.answer_mapping(
                by=request.user,
                reply_id=reply_id,
                expected=form.expected_version,
                **form.cleaned_data,
            ),
            then=lambda row: reverse("activities:mapping_answer", args=[row.pk]),
        )
        if done:
            return done
    return _answer_page(request, reply_id, form)


@require_POST
@requires("answer_mapping")
def mapping_reopen(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Take an answer back while the round is open."""
    reply = _reply_for(request, reply_id)
    form = forms.MappingReopenForm(request.POST, version=reply.version)
    done = submit(
        request,
        form,
        lambda: services.reopen_answer(
            by=request.user, reply_id=reply_id, expected=form.expected_version
        ),
        then=lambda row: reverse("activities:mapping_answer", args=[row.pk]),
    )
    return done or _answer_page(request, reply_id, form)


def _reply_for(request: HttpRequest, reply_id: int) -> MappingReply:
    """The answer, for its lead and the involvement team; others are told why not."""
    reply = selectors.find_reply(reply_id)
    blocker = see_reply_blocker(selectors.actor_of(request.user), selectors.reply_facts(reply))
    if blocker:
        raise PermissionDenied(blocker)
    return reply


def _answer_page(request: HttpRequest, reply_id: int, form: PortalForm) -> HttpResponse:
    # Read again: after a refusal the row may say something else than when it was opened.
    reply = selectors.find_reply(reply_id)
    row = reply.round
    answered = reply.answer != MappingReply.Answer.WAITING
    facts, actor = selectors.reply_facts(reply), selectors.actor_of(request.user)
    to = MappingReply.Answer.WAITING if answered else MappingReply.Answer.CONFIRMED
    context = {
        "form": form,
        "reply": reply,
        "round": row,
        "due": selectors.due_of(row),
        "is_open": selectors.is_open(row),
        "is_answered": answered,
        "blocker": answer_blocker(actor, facts, to),
        "rings": selectors.recorded_rings(reply),
        "figure": selectors.onion_of(reply),
        "log_url": _log_url(request, reply),
        "list_query": urlencode(
            {
                "directorate": reply.directorate_id,
                "from": f"{row.period_from:%Y-%m}",
                "to": f"{row.period_to:%Y-%m}",
            }
        ),
        "reopen_form": forms.MappingReopenForm(version=reply.version),
        "history": changes(reply, reader=request.user),
    }
    return render(request, "activities/mapping_answer.html", context)


def _log_url(request: HttpRequest, reply: MappingReply) -> str:
    """The log form with a service of this directorate chosen, and the way back here."""
    usual = usual_service(request.user)
    own = usual.id if usual and usual.directorate_id == reply.directorate_id else None
    first = own or next((each.pk for each in services_of(reply.directorate_id)), None)
    back = reverse("activities:mapping_answer", args=[reply.pk])
    query = {"service": first, "next": back} if first else {"next": back}
    return f"{reverse('activities:activity_log')}?{urlencode(query)}"
