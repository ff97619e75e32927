"""The page of somebody who takes part: everything that is theirs, and what they can do with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.selectors.felt import own_to_say
from activities.selectors.opportunities import own_lines
from activities.selectors.taking_part import own_past
from claims.selectors.claims import not_claimed
from community.selectors.own import own_page
from community.selectors.partners import own_partners
from core.access import signed_in


@signed_in
def my_involvement(request: HttpRequest) -> HttpResponse:
    """What I take part in and what is known of me; how to join, if I have not."""
    to_say = own_to_say(request.user)
    asked = {line.address for line in to_say}
    context = {
        "own": own_page(request.user),
        "partners": own_partners(request.user),
        "sign_ups": own_lines(request.user),
        "past": [line for line in own_past(request.user) if line.address not in asked],
        "to_say": to_say,
        "may_claim": request.user.may("claim_costs"),
        "to_claim": not_claimed(request.user),
    }
    return render(request, "home/my_involvement.html", context)
