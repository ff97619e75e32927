"""After a list of people came in: ask those who have agreed to nothing yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from community.forms.contact import AskMembersForm
from community.rules.people import KEEP
from community.selectors.imports import find_member_list, how_to_ask
from community.services.imports import MOST_ASKED, ask_members
from core.access import requires
from core.pages import submit_page


@requires(KEEP)
def member_ask(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Who is asked, by which way, and whom nothing reaches."""
    batch = find_member_list(batch_id)
    if batch is None:
        raise Http404
    to_ask = how_to_ask(batch_id, MOST_ASKED)
    return submit_page(
        request,
        AskMembersForm(request.POST or None),
        "community/member_ask.html",
        lambda: ask_members(by=request.user, batch_id=batch_id),
        then=lambda _asked: reverse("community:member_ask", args=[batch_id]),
        context={"batch": batch, "to_ask": to_ask},
        said="They are asked. What is to be told by telephone or posted is under Messages by hand.",
    )
