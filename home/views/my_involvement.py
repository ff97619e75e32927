"""The page of somebody who takes part: everything that is theirs, and what they can do with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.selectors.opportunities import own_lines
from community.selectors.own import own_page
from community.selectors.partners import own_partners
from core.access import signed_in


@signed_in
def my_involvement(request: HttpRequest) -> HttpResponse:
    """What I take part in and what is known of me; how to join, if I have not."""
    context = {
        "own": own_page(request.user),
        "partners": own_partners(request.user),
        "sign_ups": own_lines(request.user),
    }
    return render(request, "home/my_involvement.html", context)
