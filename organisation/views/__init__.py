"""The organisation's pages: the way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import requires


@requires("see_organisation")
def overview(request: HttpRequest) -> HttpResponse:
    """What is kept about the trust, and who keeps it."""
    context = {
        "may_keep_organisation": request.user.may("keep_organisation"),
        "may_keep_places": request.user.may("keep_places"),
        "may_keep_words": request.user.may("keep_word_lists"),
    }
    return render(request, "organisation/overview.html", context)
