"""What the header shows: at most seven addresses, by the person's roles."""

from django.http import HttpRequest
from django.urls import reverse

from users.permissions import Role

# (words, URL name) by role, most used first; see docs/architecture.md.
HEADER = {
    Role.STAFF: [("Log activity", "activities:activity_log"), ("Activities", "activities:activity_list"), ("Onion", "activities:onion")],
}


def navigation(request: HttpRequest) -> dict:
    return {"navigation": []}
