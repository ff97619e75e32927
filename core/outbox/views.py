"""Pages where held and refused messages are looked at and decided about."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.access import requires
from core.outbox import services
from core.outbox.forms import ARRIVED, GIVE_UP, SEND_AGAIN, MessageDecisionForm
from core.outbox.selectors import message_seen_by, messages_to_look_at, outbox_facts
from core.outbox.tables import MESSAGES
from core.pages import submit
from core.tables import render_list

DECISIONS = {
    SEND_AGAIN: (services.send_message_again, "The message will be sent again in a moment."),
    ARRIVED: (services.mark_message_arrived, "The message is marked as sent."),
    GIVE_UP: (services.give_message_up, "The message will not be sent."),
}


@requires("see_messages")
def message_list(request: HttpRequest) -> HttpResponse:
    """Messages that are held for a decision or were refused."""
    return render_list(
        request,
        MESSAGES,
        messages_to_look_at(),
        None,
        "core/message_list.html",
        {"outbox": outbox_facts()},
        may_download=False,
    )


@requires("see_messages")
def message_detail(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message: what happened to it and, for those who may read it, to whom it goes."""
    message = message_seen_by(message_id=message_id, viewer=request.user)
    return render(request, "core/message_detail.html", {"message": message})


@requires("see_messages")
def message_decide(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Decide about a held message."""
    message = message_seen_by(message_id=message_id, viewer=request.user)
    form = MessageDecisionForm(request.POST or None)
    if request.method == "POST":

        def decide() -> None:
            carry_out, said = DECISIONS[form.cleaned_data["decision"]]
            carry_out(message_id=message_id, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, said)

        done = submit(request, form, decide, then=lambda _: reverse("core:message_list"))
        if done:
            return done
    return render(request, "core/message_decide.html", {"form": form, "message": message})
