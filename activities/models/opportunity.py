"""A session open for sign-up: what people need to know first, and how places are given."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from activities.models.session import Session
from community.models import Check, Kind
from core.history import keeps_history
from core.transitions import moves_by_table
from organisation.models import Experience

# Kept by the triggers of the sign-ups (activities/migrations/0020): never written by hand.
KEPT_BY_SIGN_UPS = ["places_taken"]
# Kept by the triggers of the session (activities/migrations/0023), and by whoever tells people.
NEWS = ["sequence", "sequence_told"]
MOST_PLACES = 10_000
# Days before a session on which people can be reminded of it.
REMIND_DAYS = (14, 7, 3, 2, 1)


def usual_reminders() -> list[int]:
    """A week and a day before."""
    return [7, 1]


@moves_by_table("status")
@keeps_history(exclude=[*KEPT_BY_SIGN_UPS, *NEWS])
class Opportunity(models.Model):
    """A session that people can sign up for."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Not published yet"
        OPEN = "open", "Open for sign-up"
        CLOSED = "closed", "Closed"

    TRANSITIONS = {
        Status.DRAFT: {Status.OPEN},
        Status.OPEN: {Status.CLOSED},
        Status.CLOSED: {Status.OPEN},
    }

    class Audience(models.TextChoices):
        PUBLIC = "public", "Everybody"
        COMMUNITY = "community", "Members"
        INVITED = "invited", "People who are invited"

    class Giving(models.TextChoices):
        IN_ORDER = "in_order", "To those who sign up first"
        DRAW = "draw", "By a draw after the last day"

    session = models.OneToOneField(Session, models.PROTECT, related_name="opportunity")
    status = models.CharField("status", max_length=10, choices=Status, default=Status.DRAFT)
    audience = models.CharField("who can see it", max_length=10, choices=Audience)
    giving = models.CharField(
        "how places are given", max_length=10, choices=Giving, default=Giving.IN_ORDER
    )
    about = models.TextField("what it is about and what people will do")
    # Said before anybody signs up: a carer decides by it.
    pays = models.TextField("what is paid and covered")
    # For people's time, beyond what they spend to come.
    is_time_paid = models.BooleanField("time is paid", default=False, db_default=False)
    easy_read = models.TextField("the same in Easy Read", blank=True)
    ground_rules = models.TextField("how we treat each other", blank=True)
    # Where the subject is hard: what is there for people afterwards.
    debrief = models.TextField("support afterwards", blank=True)
    # Lines to think about before, for those with a place.
    prompts = models.TextField("questions to think about", blank=True, db_default="")
    agenda = models.TextField("what happens when", blank=True, db_default="")
    # What is needed to take part from a distance; not the link itself.
    online_facts = models.TextField("about joining online", blank=True, db_default="")
    # Staff who said that their name may be shown.
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organised by",
    )
    # Empty: nobody is looked for to lead it together with staff.
    lead_call = models.TextField("whom we look for to lead it", blank=True, db_default="")
    # For those with a place alone.
    joining_link = models.URLField("link to join online", max_length=500, blank=True)
    # Empty: as many as come.
    places = models.PositiveIntegerField("places", null=True, blank=True)
    places_taken = models.PositiveIntegerField(default=0, editable=False)
    closes_at = models.DateTimeField("last moment to sign up or change")
    # Days before it on which people with a place are reminded.
    remind_days = ArrayField(
        models.PositiveSmallIntegerField(),
        default=usual_reminders,
        db_default=[7, 1],
        blank=True,
        verbose_name="reminders, days before",
    )
    offer_hours = models.PositiveSmallIntegerField("hours an offered place is kept", default=48)
    checks_needed = models.ManyToManyField(
        Check, through="OpportunityCheck", related_name="+", verbose_name="training or checks"
    )
    # What helps to have done before. Nobody is kept out who has not: it is said when people are asked.
    experiences = models.ManyToManyField(
        Experience,
        through="OpportunityExperience",
        related_name="+",
        verbose_name="what helps to have done before",
    )
    # A draw can be done again by anybody: the seed and the numbers of the sign-ups decide it.
    draw_seed = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    # How often what people have to know was changed: day, time, place, link, or that it is off.
    sequence = models.PositiveIntegerField(db_default=0, editable=False)
    # Up to which change everybody was told.
    sequence_told = models.PositiveIntegerField(db_default=0, editable=False)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "session": "plain",
        "status": "plain",
        "audience": "plain",
        "giving": "plain",
        "about": "plain",
        "pays": "plain",
        "is_time_paid": "plain",
        "easy_read": "plain",
        "ground_rules": "plain",
        "debrief": "plain",
        "prompts": "plain",
        "agenda": "plain",
        "online_facts": "plain",
        "organiser": "personal",
        "lead_call": "plain",
        "joining_link": "plain",
        "places": "plain",
        "places_taken": "plain",
        "closes_at": "plain",
        "remind_days": "plain",
        "offer_hours": "plain",
        "checks_needed": "plain",
        "experiences": "plain",
        "draw_seed": "plain",
        "drawn_at": "plain",
        "sequence": "plain",
        "sequence_told": "plain",
        "version": "plain",
    }

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [
            models.CheckConstraint(condition=~Q(about=""), name="opportunity_says_what"),
            models.CheckConstraint(condition=~Q(pays=""), name="opportunity_says_what_is_paid"),
            # The last place goes to one: whoever takes one more is turned back by this.
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places_taken__lte=F("places")),
                name="opportunity_places_hold",
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gte=1, places__lte=MOST_PLACES),
                name="opportunity_places_believable",
            ),
            models.CheckConstraint(
                condition=Q(offer_hours__gte=1, offer_hours__lte=720),
                name="opportunity_offer_believable",
            ),
            models.CheckConstraint(
                condition=Q(remind_days__contained_by=list(REMIND_DAYS)),
                name="opportunity_reminders_known",
            ),
            models.CheckConstraint(
                condition=Q(giving="in_order") | Q(places__isnull=False),
                name="opportunity_draw_needs_places",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True, draw_seed="")
                | (Q(drawn_at__isnull=False, giving="draw") & ~Q(draw_seed="")),
                name="opportunity_drawn_with_seed",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], name="opportunity_open", condition=Q(status="open")),
            models.Index(
                fields=["id"], name="opportunity_news", condition=Q(sequence_told__lt=F("sequence"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    @property
    def is_drawn_later(self) -> bool:
        """Whether places are drawn, and the draw is still to come."""
        return self.giving == self.Giving.DRAW and self.drawn_at is None

    @property
    def places_free(self) -> int | None:
        """How many places are free; None where there is no limit."""
        return None if self.places is None else self.places - self.places_taken


@keeps_history()
class OpportunityCheck(models.Model):
    """A training or check that a person needs for a place."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")
    check_needed = models.ForeignKey(Check, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "opportunity": "plain", "check_needed": "plain"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "check_needed"], name="opportunity_check_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.check_needed_id)


@keeps_history()
class OpportunityExperience(models.Model):
    """Something that helps at a session to have done before."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")
    experience = models.ForeignKey(Experience, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "opportunity": "plain", "experience": "plain"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "experience"], name="opportunity_experience_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.experience_id)


@keeps_history(exclude=KEPT_BY_SIGN_UPS)
class Seat(models.Model):
    """Places kept for people of some kinds, such as two for carers."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="seats")
    name = models.CharField("for whom", max_length=60)
    # Empty: for anybody.
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind), default=list, blank=True, verbose_name="as"
    )
    places = models.PositiveIntegerField("places")
    places_taken = models.PositiveIntegerField(default=0, editable=False)

    PRIVACY = {
        "id": "plain",
        "opportunity": "plain",
        "name": "plain",
        "kinds": "plain",
        "places": "plain",
        "places_taken": "plain",
    }

    class Meta:
        ordering = ["opportunity_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "name"], name="seat_name_once"),
            # What a sign-up refers to, so that it cannot take a seat of another session.
            models.UniqueConstraint(fields=["id", "opportunity"], name="seat_of_opportunity"),
            models.CheckConstraint(
                condition=Q(places_taken__lte=F("places")), name="seat_places_hold"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=MOST_PLACES), name="seat_places_believable"
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=[each.value for each in Kind]),
                name="seat_kinds_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def places_free(self) -> int:
        """How many of these places are free."""
        return self.places - self.places_taken
