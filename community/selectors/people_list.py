"""The rows of the list of people."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from community.models import Person
from community.models.person import SHOWN_KEY
from community.selectors.people import visible_to

# Written out: put together by the ORM, the statement took longer to build than to answer.
# `community_person` is the row shown.
_INTERESTS = (
    "(SELECT string_agg(i.label, '; ' ORDER BY i.position, i.label) FROM community_personinterest l"
    " JOIN organisation_interest i ON i.id = l.interest_id"
    " WHERE l.person_id = community_person.id)"
)
_EXPERIENCES = (
    "(SELECT string_agg(e.label, '; ' ORDER BY e.position, e.label) FROM community_personexperience l"
    " JOIN organisation_experience e ON e.id = l.experience_id"
    " WHERE l.person_id = community_person.id)"
)
# As `RoleHeldQuerySet.held_on`; a test holds the two against each other.
_ROLES = (
    "(SELECT array_agg(DISTINCT r.role::text) FROM community_roleheld r"
    " WHERE r.person_id = community_person.id"
    " AND r.starts_on <= %s AND (r.ends_on IS NULL OR r.ends_on >= %s))"
)


def person_rows(viewer: Any) -> QuerySet[Person]:
    """The people a viewer may see, with what the list shows of them."""
    # The day where the trust is; the database's own begins at another hour.
    today = timezone.localdate()
    return visible_to(viewer).annotate(
        shown_key=SHOWN_KEY,
        interests_said=RawSQL(_INTERESTS, (), CharField(null=True)),  # noqa: S611 - no value in it
        experiences_said=RawSQL(_EXPERIENCES, (), CharField(null=True)),  # noqa: S611 - as above
        roles_now=RawSQL(_ROLES, (today, today), ArrayField(CharField(), null=True)),  # noqa: S611 - as above
    )
