"""Who may do what: one table, read by views, header, start pages and the access test.

A role says what a person may do anywhere; where they may do it (which directorate, which
service) comes from their posts in `organisation`. Being administrator grants no sight of
people.
"""

from collections.abc import Iterable

from django.db import models


class Role(models.TextChoices):
    CO_CREATOR = "co_creator", "Co-creator"
    STAFF = "staff", "Staff"
    INVOLVEMENT_TEAM = "involvement_team", "Involvement team"
    CLAIMS_APPROVER = "claims_approver", "Claims approver"
    FINANCE = "finance", "Finance officer"
    STEERING_GROUP = "steering_group", "Steering group"
    ADMINISTRATOR = "administrator", "Administrator"


# Roles that see or change the trust's records need a second factor to sign in.
SECOND_FACTOR_ROLES = frozenset(set(Role) - {Role.CO_CREATOR})

_STAFF = {Role.STAFF, Role.INVOLVEMENT_TEAM}
_READERS = _STAFF | {Role.STEERING_GROUP, Role.CLAIMS_APPROVER, Role.FINANCE}

PERMISSIONS: dict[str, frozenset[str]] = {
    name: frozenset(roles)
    for name, roles in {
        # activities
        "see_activities": _READERS,
        "log_activity": _STAFF,
        "correct_any_activity": {Role.INVOLVEMENT_TEAM},
        "export_activities": _READERS,
        # old logs lie with whoever kept them; a whole import can be undone, and says who did it
        "import_activities": _STAFF,
        # how many people of each kind came: so few at times that one could tell who it was
        "see_headcounts": _STAFF,
        # what was changed, in words; who changed it is told to those who see who works where
        "see_changes": _READERS,
        # photos, notes and other files of an activity: there may be people in them
        "see_attachments": _STAFF,
        "see_onion": _READERS,
        # how deep sessions felt to those who were there, in sums and in their words, never by name
        "see_felt": {Role.INVOLVEMENT_TEAM},
        "keep_projects": _STAFF,
        "keep_levels": {Role.INVOLVEMENT_TEAM},
        "run_mapping": {Role.INVOLVEMENT_TEAM},
        "answer_mapping": _STAFF,
        # impact
        "see_shift": _READERS,
        # organisation
        "see_organisation": _READERS | {Role.ADMINISTRATOR},
        "keep_organisation": {Role.ADMINISTRATOR},
        # names of who works where; the steering group may have members from outside
        "see_posts": _STAFF | {Role.CLAIMS_APPROVER, Role.FINANCE, Role.ADMINISTRATOR},
        "keep_places": {Role.INVOLVEMENT_TEAM, Role.ADMINISTRATOR},
        "keep_word_lists": {Role.INVOLVEMENT_TEAM, Role.ADMINISTRATOR},
        # claims
        "keep_claims_policy": {Role.FINANCE},
        # of the services where they have a post
        "decide_claims": {Role.CLAIMS_APPROVER},
        # what somebody else decided, when its person asks for another look
        "answer_appeals": {Role.CLAIMS_APPROVER, Role.FINANCE},
        # who decides in whose place while they are away
        "arrange_stand_ins": {Role.CLAIMS_APPROVER, Role.ADMINISTRATOR},
        # how long claims wait and why they are refused: so few at times that one could tell who
        "see_claim_figures": {Role.INVOLVEMENT_TEAM},
        # what is owed and what was paid, in codes
        "pay_claims": {Role.FINANCE},
        # what they paid themselves
        "claim_costs": {Role.CO_CREATOR},
        # what somebody paid who tells it by telephone or on paper
        "enter_claims": _STAFF,
        # the pages of a claim that is being written: one's own, or one entered for somebody
        "write_claims": {Role.CO_CREATOR} | _STAFF,
        # community
        "keep_partners": _STAFF,
        # people who take part, by the name they show others; who is hidden is not among them
        "see_people": _STAFF,
        # enter somebody who asks by telephone or on paper
        "enter_people": _STAFF,
        # the whole record of a person: who they are and how to reach them
        "keep_people": {Role.INVOLVEMENT_TEAM},
        # what a person needs; each look is recorded
        "see_needs": {Role.INVOLVEMENT_TEAM},
        # whom to call for a person, and nothing else of anybody; each look asks for a reason and
        # is recorded. Who leads a session may look for those who come to it, without this right.
        "see_emergency_contacts": {Role.INVOLVEMENT_TEAM},
        # that a concern was passed on, never what it was: whoever meets people writes it down
        "pass_on_concerns": _STAFF,
        "see_concerns": {Role.INVOLVEMENT_TEAM},
        # their own record
        "keep_own_record": {Role.CO_CREATOR},
        # users
        "keep_accounts": {Role.ADMINISTRATOR},
        # home: whoever sees records of some kind; each finds only what they may open
        "search": _READERS | {Role.ADMINISTRATOR},
        # core
        # imports of others, of the kinds they may bring in themselves: to finish or undo them
        "see_any_import": {Role.INVOLVEMENT_TEAM, Role.ADMINISTRATOR},
        # stop sharing a view that somebody else shared
        "keep_shared_views": {Role.INVOLVEMENT_TEAM},
        "see_messages": {Role.INVOLVEMENT_TEAM, Role.ADMINISTRATOR},
        "read_messages": {Role.INVOLVEMENT_TEAM},
        "see_health": {Role.ADMINISTRATOR},
    }.items()
}


def roles_with(permission: str) -> frozenset[str]:
    """The roles that hold a permission. An unknown name is a fault, not a refusal."""
    return PERMISSIONS[permission]


def in_order(roles: Iterable[str]) -> list[str]:
    """Each role once, in the order of `Role`."""
    held = set(roles)
    return [role.value for role in Role if role.value in held]


def role_words(roles: Iterable[str]) -> str:
    """Roles as words, in the order of `Role`."""
    return ", ".join(str(Role(role).label) for role in in_order(roles))
