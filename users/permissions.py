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
        # how many people of each kind came: so few at times that one could tell who it was
        "see_headcounts": _STAFF,
        "see_onion": _READERS,
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
        # community
        "keep_partners": _STAFF,
        # users
        "keep_accounts": {Role.ADMINISTRATOR},
        # core
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
