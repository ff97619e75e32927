"""The organisations that work with the trust, who speaks for them and what was agreed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from community.models.person import Person
from core.history import keeps_history
from core.models import StoredFile
from organisation.models import Area, Group


class PartnerKind(models.TextChoices):
    VCSE = "vcse", "Charity, voluntary or community group"
    USER_LED = "user_led", "Led by people who use services or by carers"
    FAITH = "faith", "Faith group"
    HEALTH = "health", "Another part of the NHS"
    COUNCIL = "council", "Council or other public body"
    EDUCATION = "education", "School, college or university"
    BUSINESS = "business", "Business or social enterprise"
    OTHER = "other", "Something else"


@keeps_history()
class Partner(models.Model):
    """An organisation that takes part: a charity, a faith group, a university."""

    name = models.CharField("name", max_length=120)
    # Empty: nobody said it yet, as with names that came in with a log.
    kind = models.CharField(
        "kind", max_length=10, choices=PartnerKind, blank=True, default="", db_default=""
    )
    does = models.TextField("what it does", blank=True, default="", db_default="")
    website = models.URLField("website", max_length=200, blank=True, default="", db_default="")
    groups = models.ManyToManyField(
        Group, through="PartnerGroup", related_name="+", verbose_name="communities it reaches"
    )
    areas = models.ManyToManyField(
        Area, through="PartnerArea", related_name="+", verbose_name="areas it reaches"
    )
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "name": "plain",
        "kind": "plain",
        "does": "plain",
        "website": "plain",
        "groups": "plain",
        "areas": "plain",
        "is_in_use": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="partner_name_once")]

    def __str__(self) -> str:
        return self.name


class _Reach(models.Model):
    """Whom or where a partner reaches."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")

    class Meta:
        abstract = True


@keeps_history()
class PartnerGroup(_Reach):
    """A community that a partner reaches."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "partner": "plain", "group": "plain"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "group"], name="partner_group_once")
        ]

    def __str__(self) -> str:
        return str(self.group_id)


@keeps_history()
class PartnerArea(_Reach):
    """An area that a partner reaches."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "partner": "plain", "area": "plain"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "area"], name="partner_area_once")
        ]

    def __str__(self) -> str:
        return str(self.area_id)


@keeps_history()
class PartnerAgreement(models.Model):
    """What the trust and a partner agreed on paper, and when they look at it again."""

    class Kind(models.TextChoices):
        UNDERSTANDING = "mou", "Memorandum of understanding"
        CONTRACT = "contract", "Contract"
        GRANT = "grant", "Grant"
        DATA_SHARING = "data", "Data sharing agreement"
        LETTER = "letter", "Letter or email"

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements")
    kind = models.CharField("kind", max_length=10, choices=Kind)
    edition = models.CharField("version", max_length=20, blank=True)
    agreed_on = models.DateField("agreed on")
    review_on = models.DateField("next review")
    ended_on = models.DateField("ended", null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="file"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "partner": "plain",
        "kind": "plain",
        "edition": "plain",
        "agreed_on": "plain",
        "review_on": "plain",
        "ended_on": "plain",
        "file": "plain",
        "added_by": "personal",
    }

    class Meta:
        verbose_name = "agreement"
        ordering = ["-agreed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_on__gt=F("agreed_on")), name="agreement_review_later"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("agreed_on")),
                name="agreement_ends_after",
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-agreed_on"], name="agreement_partner"),
            models.Index(fields=["review_on"], name="agreement_review"),
        ]

    def __str__(self) -> str:
        label = self.Kind(self.kind).label
        return f"{label}, version {self.edition}" if self.edition else label


@keeps_history()
class PartnerContact(models.Model):
    """Somebody who speaks for a partner. With an account they keep their partner's entry."""

    # A contact may be a person with a record too: known by the account, or by name and address.
    HOLDS_LOOSE_WORDS = "blank"
    LOOSE_ACCOUNT = "account"
    ERASED = {
        "name": "'Removed'",
        "is_main": "false",
        "ended_on": "coalesce(ended_on, current_date)",
        "account_id": "NULL",
        "invited_at": "NULL",
    }

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contacts")
    name = models.CharField("name", max_length=120)
    role_there = models.CharField("what they do there", max_length=80, blank=True)
    email = models.EmailField("email address", max_length=254, blank=True)
    phone = models.CharField("telephone number", max_length=30, blank=True)
    is_main = models.BooleanField("main contact", default=False)
    ended_on = models.DateField("left on", null=True, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField("invited to keep the entry", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "partner": "plain",
        "name": "personal",
        "role_there": "personal",
        "email": "personal",
        "phone": "personal",
        "is_main": "plain",
        "ended_on": "personal",
        "account": "personal",
        "invited_at": "personal",
        "version": "plain",
    }

    class Meta:
        verbose_name = "partner contact"
        ordering = ["-is_main", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_name_there"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="contact_email_lower"),
            models.CheckConstraint(
                condition=Q(is_main=False) | Q(ended_on__isnull=True), name="contact_main_is_there"
            ),
            models.UniqueConstraint(
                fields=["partner"], condition=Q(is_main=True), name="contact_one_main"
            ),
            models.UniqueConstraint(
                fields=["partner", "account"],
                condition=Q(ended_on__isnull=True),
                name="contact_account_once",
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "name"], name="contact_partner"),
            models.Index(fields=["account"], name="contact_account"),
        ]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class PartnerTalk(models.Model):
    """One line of the contact log with a partner: what was said, and what comes next."""

    HOLDS_LOOSE_WORDS = ("what", "next_step")
    ERASED = {"what": "'Removed'", "next_step": "'Removed'"}

    class How(models.TextChoices):
        MEETING = "meeting", "We met"
        VISIT = "visit", "We went there"
        CALL = "call", "Telephone or video call"
        EMAIL = "email", "Email or letter"
        EVENT = "event", "At an event"

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="talks")
    on = models.DateField("on")
    how = models.CharField("how", max_length=10, choices=How)
    what = models.TextField("what it was about")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    next_step = models.CharField("next step", max_length=200, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    done_at = models.DateTimeField("done", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField("written down", db_default=Now())

    PRIVACY = {
        "id": "plain",
        "partner": "plain",
        "on": "plain",
        "how": "plain",
        "what": "personal",
        "by": "personal",
        "next_step": "personal",
        "due_on": "plain",
        "done_at": "plain",
        "done_by": "personal",
        "written_at": "plain",
    }

    class Meta:
        verbose_name = "line of the contact log"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="talk_says_what"),
            # A next step has its day, and only what was to be done is done.
            models.CheckConstraint(
                condition=Q(next_step="", due_on__isnull=True)
                | ~Q(next_step="") & Q(due_on__isnull=False),
                name="talk_step_has_day",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(next_step=""), name="talk_done_was_step"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="talk_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-on"], name="talk_partner"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(done_at__isnull=True, due_on__isnull=False),
                name="talk_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%-d %B %Y}"


@keeps_history()
class Champion(models.Model):
    """A member who stands up for taking part, with a partner or in a community."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="championing")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="champions"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="community"
    )
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "partner": "personal",
        "group": "special",
        "starts_on": "personal",
        "ends_on": "personal",
    }

    class Meta:
        verbose_name = "champion"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=False) | Q(group__isnull=False),
                name="champion_of_something",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="champion_ends_after",
            ),
            models.UniqueConstraint(
                fields=["person", "partner", "group"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="champion_once",
            ),
        ]
        indexes = [models.Index(fields=["partner"], name="champion_partner")]

    def __str__(self) -> str:
        return str(self.person_id)
