"""A person who shapes care with the trust: who they are, what they bring, where they stand."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, Now, NullIf
from django.utils.translation import gettext_lazy as _

from core.history import keeps_history
from core.models import ImportBatch
from core.transitions import moves_by_table
from organisation.models import Area, Experience, Group, Interest, Service


class Kind(models.TextChoices):
    """As whom somebody takes part. One person may be several at once."""

    SERVICE_USER = "service_user", _("I use or have used services")
    CARER = "carer", _("I look after somebody")
    FAMILY = "family", _("A family member or friend uses services")
    STAFF = "staff", _("I work for the trust")
    COMMUNITY_PARTNER = "community_partner", _("I work with a community group or charity")
    PUBLIC = "public", _("I am a member of the public")
    ACADEMIC = "academic", _("I teach or do research")


# The same from outside, for staff.
KIND_WORDS = {
    Kind.SERVICE_USER: "Service user",
    Kind.CARER: "Carer",
    Kind.FAMILY: "Family member or friend",
    Kind.STAFF: "Member of staff",
    Kind.COMMUNITY_PARTNER: "Community partner",
    Kind.PUBLIC: "Member of the public",
    Kind.ACADEMIC: "Academic",
}


class When(models.TextChoices):
    """Parts of the week in which somebody usually can take part."""

    WEEKDAY_MORNING = "weekday_morning", _("Weekday mornings")
    WEEKDAY_AFTERNOON = "weekday_afternoon", _("Weekday afternoons")
    WEEKDAY_EVENING = "weekday_evening", _("Weekday evenings")
    WEEKEND_MORNING = "weekend_morning", _("Weekend mornings")
    WEEKEND_AFTERNOON = "weekend_afternoon", _("Weekend afternoons")
    WEEKEND_EVENING = "weekend_evening", _("Weekend evenings")


class Meeting(models.TextChoices):
    """How somebody can meet others."""

    FACE_TO_FACE = "face_to_face", _("Face to face")
    ONLINE = "online", _("Online")
    TELEPHONE = "telephone", _("By telephone")


class Status(models.TextChoices):
    ASKED = "asked", _("Asked to join")
    WELCOMED = "welcomed", _("Welcomed")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    NOT_NOW = "not_now", _("Not now")
    LEFT = "left", _("Left")


class WayIn(models.TextChoices):
    """How a record came about."""

    ONLINE = "online", "Online, by themselves"
    TELEPHONE = "telephone", "By telephone, with a member of staff"
    IN_PERSON = "in_person", "Face to face, with a member of staff"
    PAPER = "paper", "On paper"
    IMPORT = "import", "From an earlier list"


# The last ten figures of a telephone number, however it is written: +44 7700 900123, 07700-900123.
PHONE_TAIL = models.Func(
    F("phone"),
    template=r"right(regexp_replace(%(expressions)s, '\D', '', 'g'), 10)",
    output_field=models.TextField(),
)

# The name others see as a key to sort by: who shows none comes last.
SHOWN_KEY = NullIf("shown_name", Value(""), output_field=models.CharField(null=True))


def _known(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """Only words of the list stand in an array."""
    known = Q(**{f"{field}__contained_by": [each.value for each in choices]})
    return models.CheckConstraint(condition=known, name=f"person_{field}_known")


@moves_by_table("status")
@keeps_history(inserts=True)
class Person(models.Model):
    """A member of the community.

    That somebody is one may itself tell of their health, so nothing here is plain.
    `merged_into` makes a record an alias of another: it is shown nowhere and written to never.
    """

    TRANSITIONS = {
        Status.ASKED: {Status.WELCOMED, Status.NOT_NOW, Status.PAUSED, Status.LEFT},
        Status.WELCOMED: {Status.ACTIVE, Status.PAUSED, Status.LEFT},
        Status.ACTIVE: {Status.PAUSED, Status.LEFT},
        Status.PAUSED: {Status.ASKED, Status.WELCOMED, Status.ACTIVE, Status.LEFT},
        Status.NOT_NOW: {Status.ASKED, Status.LEFT},
        Status.LEFT: {Status.ASKED},
    }

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    name = models.CharField("name", max_length=120)
    # First name or alias that other members see; empty: nobody else sees a name.
    shown_name = models.CharField("name others see", max_length=60, blank=True)
    email = models.EmailField("email address", max_length=254, blank=True)
    is_email_confirmed = models.BooleanField("email address confirmed", default=False)
    email_failed_at = models.DateTimeField("email came back", null=True, blank=True)
    # Who gets the mail there said that it is theirs; of an address that somebody else typed
    # this is asked first. Two people may share one, so it proves less than a confirmed one.
    is_address_theirs = models.BooleanField(
        "said the address is theirs", default=False, db_default=False
    )
    address_asked_at = models.DateTimeField("asked if the address is theirs", null=True, blank=True)
    phone = models.CharField("telephone number", max_length=30, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind), default=list, blank=True, verbose_name="as"
    )
    status = models.CharField("status", max_length=10, choices=Status, default=Status.ASKED)
    back_on = models.DateField("wants to come back on", null=True, blank=True)
    named_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="named contact",
    )
    way_in = models.CharField("how they joined", max_length=10, choices=WayIn)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entered by",
    )
    asked_at = models.DateTimeField("asked to join", db_default=Now())
    heard_from_at = models.DateTimeField("last heard from", db_default=Now())
    # Asked kindly whether they still want to take part; empty again once they answer.
    nudged_at = models.DateTimeField("asked if they are still with us", null=True, blank=True)

    brings = models.TextField("what they can bring", blank=True)
    interests = models.ManyToManyField(
        Interest, through="PersonInterest", related_name="+", verbose_name="interests"
    )
    experiences = models.ManyToManyField(
        Experience,
        through="PersonExperience",
        related_name="+",
        verbose_name="what they have done before",
    )
    # Groups they asked to be listed for, so that opportunities for them reach them.
    listed_for = models.ManyToManyField(
        Group, through="PersonGroup", related_name="+", verbose_name="asked to be listed for"
    )
    services_known = models.ManyToManyField(
        Service, through="PersonService", related_name="+", verbose_name="services known"
    )
    availability = ArrayField(
        models.CharField(max_length=20, choices=When),
        default=list,
        blank=True,
        verbose_name="usually free",
    )
    meets = ArrayField(
        models.CharField(max_length=15, choices=Meeting),
        default=list,
        blank=True,
        verbose_name="can meet",
    )
    language = models.CharField("preferred language", max_length=40, blank=True)
    district = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="district"
    )
    # Of a postcode only the first half is kept.
    outward_code = models.CharField("first half of the postcode", max_length=4, blank=True)
    is_post_wanted = models.BooleanField("wants letters", default=False)
    address = models.TextField("postal address", blank=True)
    # Shown to nobody but the involvement team.
    is_hidden = models.BooleanField("hidden from all but the involvement team", default=False)
    # Their own limit on being asked to things; empty: the trust's.
    asks_a_month = models.PositiveSmallIntegerField("at most asks a month", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="aliases"
    )
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="import"
    )
    # Forgotten: nothing is left here that tells of anybody, and no list shows it.
    erased_at = models.DateTimeField("forgotten", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    # What stands in columns that cannot be empty once somebody was forgotten.
    ERASED = {
        "name": "'Removed'",
        "status": "'left'",
        "way_in": "'import'",
        "merged_into_id": "merged_into_id",
        "erased_at": "statement_timestamp()",
    }
    PRIVACY = {
        "id": "plain",
        "erased_at": "plain",
        "account": "personal",
        "name": "personal",
        "shown_name": "personal",
        "email": "personal",
        "is_email_confirmed": "personal",
        "email_failed_at": "personal",
        "address_asked_at": "personal",
        "is_address_theirs": "personal",
        "phone": "personal",
        "kinds": "special",
        "status": "personal",
        "back_on": "personal",
        "named_contact": "personal",
        "way_in": "personal",
        "entered_by": "personal",
        "asked_at": "personal",
        "heard_from_at": "personal",
        "nudged_at": "personal",
        "brings": "special",
        "interests": "special",
        "experiences": "special",
        "listed_for": "special",
        "services_known": "special",
        "availability": "personal",
        "meets": "personal",
        "language": "personal",
        "district": "personal",
        "outward_code": "personal",
        "is_post_wanted": "personal",
        "address": "personal",
        "is_hidden": "personal",
        "asks_a_month": "personal",
        "merged_into": "personal",
        "batch": "plain",
        "version": "plain",
    }

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_name_there"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_lower"),
            models.CheckConstraint(
                condition=Q(is_email_confirmed=False) | ~Q(email=""),
                name="person_email_to_confirm",
            ),
            models.CheckConstraint(
                condition=Q(address_asked_at__isnull=True, is_address_theirs=False) | ~Q(email=""),
                name="person_address_to_ask",
            ),
            # A confirmed address belongs to one record, so that a link to it leads to one person.
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(is_email_confirmed=True, merged_into__isnull=True),
                name="person_confirmed_email_once",
            ),
            models.CheckConstraint(
                condition=Q(address="") | Q(is_post_wanted=True), name="person_address_if_post"
            ),
            models.CheckConstraint(
                condition=Q(outward_code="") | Q(outward_code__regex=r"^[A-Z]{1,2}[0-9][A-Z0-9]?$"),
                name="person_outward_code_shape",
            ),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True) | Q(status=Status.PAUSED),
                name="person_back_on_while_paused",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="person_not_own_alias",
            ),
            _known("kinds", Kind),
            _known("availability", When),
            _known("meets", Meeting),
        ]
        indexes = [
            models.Index(fields=["status", "heard_from_at"], name="person_status"),
            # In the order of the list, so that the first page of a district is read and no more.
            models.Index(fields=["district", "name", "id"], name="person_district_name"),
            models.Index(fields=["outward_code"], name="person_outward_code"),
            models.Index(fields=["email"], name="person_email"),
            models.Index(fields=["phone"], name="person_phone"),
            models.Index(PHONE_TAIL, name="person_phone_tail"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="person_name_like"),
            GinIndex(
                fields=["shown_name"], opclasses=["gin_trgm_ops"], name="person_shown_name_like"
            ),
            models.Index(fields=["name", "id"], name="person_name"),
            models.Index(SHOWN_KEY.desc(nulls_last=True), F("id").desc(), name="person_shown_key"),
            GinIndex("kinds", name="person_kinds"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Who a message is for, without naming them."""
        return f"person:{self.pk}"

    @property
    def known_as(self) -> str:
        """The name that other members and staff at large see."""
        return self.shown_name or "A member"
