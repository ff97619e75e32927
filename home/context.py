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


MINE = Page(
    _("My involvement"), "home:my_involvement", _("Your record, and what you take part in.")
)
LOG = Page("Log activity", "activities:activity_log", "Record what you did with people.")
ACTIVITIES = Page("Activities", "activities:activity_list", "Find what was done and is planned.")
ONION = Page("Onion", "activities:onion", "How deep engagement goes, for the trust and its parts.")
FELT = Page(
    "How it felt", "activities:felt_gap", "What people say after sessions, beside what was logged."
)
SHIFT = Page("Shift", "impact:shift", "How engagement moves towards co-creation.")
CHANGES = Page("Recent changes", "activities:recent_changes", "Who changed what, and when.")
IMPORTS = Page("Imports", "activities:import_list", "Bring in old logs from spreadsheets.")
ORGANISATION_IMPORTS = Page(
    "Imports", "organisation:import_list", "Bring in directorates, services and posts from a file."
)
TEMPLATES = Page("Templates", "activities:template_list", "Begin a log with answers you kept.")
MANY = Page("Changes of many", "activities:bulk_list", "The same change to many activities.")
VIEWS = Page("Saved views", "core:saved_view_list", "Lists with your filters, under a name.")
FILES = Page("Your files", "core:export_list", "Long lists and whole logs you took out.")
PROJECTS = Page("Projects", "activities:project_list", "Improvement work that activities feed.")
PEOPLE = Page("People", "community:person_list", "People who take part, and what they bring.")
BY_HAND = Page(
    "Messages by hand", "community:by_hand_list", "People to phone, text or post a letter to."
)
REQUESTS = Page(
    "What people asked", "community:rights_request_list", "Wishes about their own information."
)
WORDINGS = Page(
    "Words people agree to", "community:wording_list", "What a yes to messages is given to."
)
PARTNERS = Page("Partners", "community:partner_list", "Organisations that take part.")
NEEDS_DUE = Page(
    "Needs to review", "community:need_due_list", "Who said a year ago what they need."
)
ARRANGE = Page(
    "Travel and cover",
    "activities:arrangement_board",
    "What people asked for who come to a session.",
)
NEXT_STEPS = Page("Next steps", "community:step_due_list", "What was promised to partners.")
MAPPING = Page("Mapping", "activities:mapping_list", "Ask directorates to complete their onions.")
MESSAGES = Page("Messages", "core:message_list", "Messages that could not be sent.")
ORGANISATION = Page(
    "Organisation", "organisation:overview", "Directorates, services, places and word lists."
)
ACCOUNTS = Page("Accounts", "users:account_list", "Who may sign in, and what they may do.")
HEALTH = Page("Health", "core:health", "Whether the portal itself is well.")
TAKE_PART = Page(
    _("Take part"), "activities:take_part", _("Meetings and groups that you can come to.")
)
PUBLIC_ONION = Page(
    _("The onion"), "activities:onion_public", _("How the trust works with people, in one picture.")
)
LEVELS = Page(_("Levels"), "activities:level_list", _("What the levels of engagement mean."))
ACCOUNT = Page(_("My account"), "users:my_account", _("Your name, address and password."))
MY_CLAIMS = Page(_("My claims"), "claims:claim_list_own", _("Get back what you paid to take part."))
WHAT_WE_PAY = Page(
    _("What we pay for"), "claims:policy_detail", _("Which costs you get back, and how.")
)
DESK = Page("Claims", "claims:desk_list", "Claims that wait for a decision, and your desk.")
CLAIMS_POLICY = Page(
    "Claims policy", "claims:policy_versions", "What is paid back, from when, and new policies."
)
CLAIM_FIGURES = Page(
    "Claims in figures", "claims:claim_figures", "How long claims wait, and why they are refused."
)
PAYMENTS = Page("Payments", "claims:payment_owed", "What is owed to people, and what was paid.")
CLAIMS_FOR_OTHERS = Page(
    "Claims for others", "claims:claim_entry_list", "Enter a claim by phone or from paper."
)
LOOK_AGAIN = Page(
    "Decisions to look at again", "claims:appeal_list", "Answer who did not agree with a decision."
)
AWAY = Page("Away from claims", "claims:away_list", "Who decides claims while somebody is away.")
ASKED_FIRST = Page(
    "Asked before spending", "claims:request_queue", "Answer who asks first, book, or give cash."
)
ENTRIES = Page("Someone wants to join", "community:entry_list", "Enter somebody by phone or paper.")
JOIN = Page(_("Join"), "join:join_start", _("Take part: what it means, and how to begin."))
SIGN_IN = Page(_("Sign in"), "account_login", _("Use the account you have."))

VISITOR = (TAKE_PART, JOIN, SIGN_IN, PUBLIC_ONION)

# Past the header's seven, on the start page only.
MORE_OF_READERS = (TAKE_PART, CHANGES, VIEWS, FILES)
MORE_OF_STAFF = (ENTRIES, CLAIMS_FOR_OTHERS, IMPORTS, TEMPLATES, MANY, *MORE_OF_READERS)

# By role, most used first. Who has several roles gets the most used of each.
HEADER: dict[str, tuple[Page, ...]] = {
    Role.INVOLVEMENT_TEAM: (
        LOG,
        ACTIVITIES,
        PEOPLE,
        ONION,
        SHIFT,
        MAPPING,
        MESSAGES,
        ORGANISATION,
        PARTNERS,
        NEEDS_DUE,
        ARRANGE,
        NEXT_STEPS,
        REQUESTS,
        BY_HAND,
        FELT,
        CLAIM_FIGURES,
        WORDINGS,
        *MORE_OF_STAFF,
    ),
    Role.STAFF: (
        LOG,
        ACTIVITIES,
        PEOPLE,
        ONION,
        SHIFT,
        PROJECTS,
        ORGANISATION,
        PARTNERS,
        *MORE_OF_STAFF,
    ),
    Role.ADMINISTRATOR: (ORGANISATION, ACCOUNTS, ORGANISATION_IMPORTS, HEALTH, MESSAGES, AWAY),
    Role.STEERING_GROUP: (ONION, SHIFT, ACTIVITIES, PROJECTS, ORGANISATION, *MORE_OF_READERS),
    Role.CLAIMS_APPROVER: (
        DESK,
        ACTIVITIES,
        ONION,
        SHIFT,
        ORGANISATION,
        ASKED_FIRST,
        LOOK_AGAIN,
        AWAY,
        *MORE_OF_READERS,
    ),
    Role.FINANCE: (
        PAYMENTS,
        CLAIMS_POLICY,
        ACTIVITIES,
        ONION,
        SHIFT,
        ORGANISATION,
        LOOK_AGAIN,
        *MORE_OF_READERS,
    ),
    Role.CO_CREATOR: (MINE, TAKE_PART, MY_CLAIMS, WHAT_WE_PAY, PUBLIC_ONION, LEVELS, ACCOUNT),
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
    return {
        "navigation": list(_items(pages_for(user.roles)[:MOST], request.path)),
        "may_search": user.may("search"),
    }


def _items(pages: Iterable[Page], path: str) -> Iterator[dict]:
    links = [(page.text, page.href) for page in pages]
    within = [
        href for _text, href in links if path == href or (href != "/" and path.startswith(href))
    ]
    current = max(within, key=len, default="")
    for text, href in links:
        yield {"text": text, "href": href, "current": href == current}
