"""The rows of the list of people."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, QuerySet
from django.db.models.expressions import RawSQL

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
_ROLES = (
    "(SELECT array_agg(DISTINCT r.role::text) FROM community_roleheld r"
    " WHERE r.person_id = community_person.id"
    " AND r.starts_on <= CURRENT_DATE AND (r.ends_on IS NULL OR r.ends_on >= CURRENT_DATE))"
)


def person_rows(viewer: Any) -> QuerySet[Person]:
    """The people a viewer may see, with what the list shows of them."""
    return visible_to(viewer).annotate(
        shown_key=SHOWN_KEY,
        interests_said=RawSQL(_INTERESTS, (), CharField(null=True)),  # noqa: S611 - no value in it
        roles_now=RawSQL(_ROLES, (), ArrayField(CharField(), null=True)),  # noqa: S611 - as above
    )
