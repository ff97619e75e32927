"""Who works where: posts give a person's role its scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from organisation.models import Post
from organisation.selectors.parts import DirectorateName, ServiceName
from users.models import User
from users.permissions import Role


@dataclass(frozen=True)
class HeldPost:
    """One post of a person. `service` is None where the post is in the directorate itself."""

    id: int
    duty: str
    service_id: int | None
    service: str | None
    directorate_id: int
    directorate: str
    directorate_short: str
    valid_from: date | None
    valid_to: date | None

    @property
    def is_lead(self) -> bool:
        return self.duty == Post.Duty.LEAD

    @property
    def place(self) -> str:
        """Where the post is, in words."""
        return self.service or self.directorate


@dataclass(frozen=True)
class PersonName:
    """A person as colleagues see them."""

    id: int
    name: str
    email: str

    @property
    def label(self) -> str:
        """The name, or the part of the address before the @."""
        return self.name or self.email.split("@")[0]


def _with_place(rows: QuerySet[Post]) -> QuerySet[Post]:
    return rows.annotate(
        place_directorate_id=Coalesce("directorate_id", "service__directorate_id"),
        place_directorate=Coalesce("directorate__name", "service__directorate__name"),
        place_directorate_short=Coalesce(
            "directorate__short_name", "service__directorate__short_name"
        ),
    )


_HELD = (
    "id",
    "duty",
    "service_id",
    "service__name",
    "place_directorate_id",
    "place_directorate",
    "place_directorate_short",
    "valid_from",
    "valid_to",
)


def posts_of(user: User, on: date | None = None) -> list[HeldPost]:
    """The posts a person holds on a day (none given: today), newest first; one query."""
    rows = _with_place(Post.objects.in_force(on or timezone.localdate()).filter(person=user))
    newest = rows.order_by(F("valid_from").desc(nulls_last=True), "-id")
    return [HeldPost(*row) for row in newest.values_list(*_HELD)]


def directorates_led_by(user: User, on: date | None = None) -> list[DirectorateName]:
    """The directorates a person leads on a day: they answer for these onions."""
    return sorted(
        {
            DirectorateName(p.directorate_id, p.directorate, p.directorate_short)
            for p in posts_of(user, on)
            if p.is_lead and p.service_id is None
        },
        key=lambda d: d.name,
    )


def led_directorates(user: User, on: date | None = None) -> QuerySet:
    """The ids of the same, to be asked for within another query."""
    posts = Post.objects.in_force(on or timezone.localdate())
    led = posts.filter(person=user, duty=Post.Duty.LEAD, directorate__isnull=False)
    return led.values("directorate_id")


def usual_service(user: User, on: date | None = None) -> ServiceName | None:
    """The service to offer first when a person logs: that of their newest post in one."""
    for post in posts_of(user, on):
        if post.service_id is not None:
            return ServiceName(
                post.service_id, str(post.service), post.directorate_id, post.directorate
            )
    return None


def leads_of(directorate_ids: Iterable[int], on: date | None = None) -> dict[int, list[PersonName]]:
    """Who leads each directorate on a day, by its id; one query. One without a lead has []."""
    found: dict[int, list[PersonName]] = {pk: [] for pk in directorate_ids}
    rows = (
        Post.objects.in_force(on or timezone.localdate())
        .filter(duty=Post.Duty.LEAD, directorate_id__in=found, person__is_active=True)
        .order_by("person__name", "person_id")
        .distinct()
    )
    for directorate_id, *person in rows.values_list(
        "directorate_id", "person_id", "person__name", "person__email"
    ):
        found[directorate_id].append(PersonName(*person))
    return found


def posts_in_directorate(directorate_id: int, on: date | None = None) -> QuerySet[Post]:
    """Posts in a directorate itself and in its services that have not ended by a day."""
    return _not_ended(
        Post.objects.filter(
            Q(directorate_id=directorate_id) | Q(service__directorate_id=directorate_id)
        ),
        on,
    ).order_by(F("service__name").asc(nulls_first=True), "duty", "person__name", "id")


def posts_in_service(service_id: int, on: date | None = None) -> QuerySet[Post]:
    """Posts in a service that have not ended by a day."""
    rows = _not_ended(Post.objects.filter(service_id=service_id), on)
    return rows.order_by("duty", "person__name", "id")


def _not_ended(rows: QuerySet[Post], on: date | None) -> QuerySet[Post]:
    day = on or timezone.localdate()
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).select_related(
        "person", "service", "directorate"
    )


def post_rows() -> QuerySet[Post]:
    """Every post, past ones too, with the person's name and the place."""
    return _with_place(Post.objects.all()).annotate(
        person_name=F("person__name"),
        person_email=F("person__email"),
        service_name=F("service__name"),
    )


def find_post(post_id: int) -> Post:
    """One post with its person and place; 404 if there is none."""
    rows = Post.objects.select_related("person", "service__directorate", "directorate")
    row = rows.filter(pk=post_id).first()
    if row is None:
        raise Http404
    return row


def people_to_post() -> list[PersonName]:
    """People whose account is open and who hold a role of the trust: they can hold a post."""
    roles = [role.value for role in Role if role != Role.CO_CREATOR]
    rows = User.objects.filter(is_active=True, roles__overlap=roles).order_by("name", "email")
    return [PersonName(*row) for row in rows.values_list("id", "name", "email")]
