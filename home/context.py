"""What the header shows: at most seven pages, by the person's roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from users.permissions import Role

MOST = 7


@dataclass(frozen=True)
class Page:
    """A page worth a place in the header: its words, its address, and what it is for."""

    text: str | Promise
    url_name: str
    about: str | Promise

    @property
    def href(self) -> str:
        return reverse(self.url_name)


START = Page(_("My involvement"), "home:start", _("What you can do here."))
LOG = Page("Log activity", "activities:activity_log", "Record what you did with people.")
ACTIVITIES = Page("Activities", "activities:activity_list", "Find what was done and is planned.")
ONION = Page("Onion", "activities:onion", "How deep engagement goes, for the trust and its parts.")
SHIFT = Page("Shift", "impact:shift", "How engagement moves towards co-creation.")
PROJECTS = Page("Projects", "activities:project_list", "Improvement work that activities feed.")
PARTNERS = Page("Partners", "community:partner_list", "Organisations that take part.")
MAPPING = Page("Mapping", "activities:mapping_list", "Ask directorates to complete their onions.")
MESSAGES = Page("Messages", "core:message_list", "Messages that could not be sent.")
ORGANISATION = Page(
    "Organisation", "organisation:overview", "Directorates, services, places and word lists."
)
ACCOUNTS = Page("Accounts", "users:account_list", "Who may sign in, and what they may do.")
HEALTH = Page("Health", "core:health", "Whether the portal itself is well.")
PUBLIC_ONION = Page(
    _("The onion"), "activities:onion_public", _("How the trust works with people, in one picture.")
)
LEVELS = Page(_("Levels"), "activities:level_list", _("What the levels of engagement mean."))
ACCOUNT = Page(_("My account"), "users:my_account", _("Your name, address and password."))
JOIN = Page(_("Join"), "account_signup", _("Open an account."))
SIGN_IN = Page(_("Sign in"), "account_login", _("Use the account you have."))

VISITOR = (PUBLIC_ONION, LEVELS, JOIN, SIGN_IN)

# By role, most used first. Who has several roles gets the most used of each.
HEADER: dict[str, tuple[Page, ...]] = {
    Role.INVOLVEMENT_TEAM: (LOG, ACTIVITIES, ONION, SHIFT, MAPPING, MESSAGES, ORGANISATION),
    Role.STAFF: (LOG, ACTIVITIES, ONION, SHIFT, PROJECTS, PARTNERS, ORGANISATION),
    Role.ADMINISTRATOR: (ORGANISATION, ACCOUNTS, HEALTH, MESSAGES),
    Role.STEERING_GROUP: (ONION, SHIFT, ACTIVITIES, PROJECTS, ORGANISATION),
    Role.CLAIMS_APPROVER: (ACTIVITIES, ONION, SHIFT, ORGANISATION),
    Role.FINANCE: (ACTIVITIES, ONION, SHIFT, ORGANISATION),
    Role.CO_CREATOR: (START, PUBLIC_ONION, LEVELS, ACCOUNT),
}


def pages_for(roles: Iterable[str]) -> list[Page]:
    """Every page of these roles, the most used of each first."""
    held = set(roles)
    lists = [pages for role, pages in HEADER.items() if role in held]
    found: dict[Page, int] = {}
    for pages in lists:
        for place, page in enumerate(pages):
            found[page] = min(place, found.get(page, place))
    return sorted(found, key=found.__getitem__)


def navigation(request: HttpRequest) -> dict:
    """Context processor: the header's pages; the one that this page belongs to is current."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": list(_items(VISITOR, request.path))}
    return {"navigation": list(_items(pages_for(user.roles)[:MOST], request.path))}


def _items(pages: Iterable[Page], path: str) -> Iterator[dict]:
    links = [(page.text, page.href) for page in pages]
    within = [
        href for _text, href in links if path == href or (href != "/" and path.startswith(href))
    ]
    current = max(within, key=len, default="")
    for text, href in links:
        yield {"text": text, "href": href, "current": href == current}
