"""Engagement ladders and their levels, as data.

The five levels come from the trust's Co-creation strategic plan 2025–2028, the six rings
from its Participation and Involvement Strategy 2020–2025. How they correspond is this
portal's own reading (docs/adr/).
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.history import keeps_history


class Ladder(models.Model):
    """One way of naming how deep engagement goes."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)

    PRIVACY = {"id": "plain", "code": "plain", "name": "plain", "is_default": "plain"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="ladder_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    """A rung of a ladder. Position 1 is the shallowest; the code never changes."""

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="levels")
    code = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()
    is_deep = models.BooleanField("counts as deciding and building together", default=False)

    PRIVACY = {
        "id": "plain",
        "ladder": "plain",
        "code": "plain",
        "position": "plain",
        "is_deep": "plain",
    }

    class Meta:
        ordering = ["ladder_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "position"], name="level_position_once")
        ]

    def __str__(self) -> str:
        return self.code.replace("-", " ").capitalize()


@keeps_history()
class LevelWording(models.Model):
    """The words for a level from a version on; old versions stay to be read."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField()
    name = models.CharField("name", max_length=60)
    meaning = models.TextField("plain meaning")
    examples = models.TextField("examples", blank=True)
    tokenism = models.TextField("signs that it is only for show", blank=True)
    since = models.DateTimeField("in use since", db_default=Now())

    PRIVACY = {
        "id": "plain",
        "level": "plain",
        "version": "plain",
        "name": "plain",
        "meaning": "plain",
        "examples": "plain",
        "tokenism": "plain",
        "since": "plain",
    }

    class Meta:
        ordering = ["level_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["level", "version"], name="wording_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"


class LevelMapping(models.Model):
    """A level of one ladder and one that it corresponds to on another.

    Two rows from one level mean that the exact counterpart is not known: the two are
    shown as one band.
    """

    level = models.ForeignKey(Level, models.CASCADE, related_name="mapped_to")
    counterpart = models.ForeignKey(Level, models.CASCADE, related_name="mapped_from")

    PRIVACY = {"id": "plain", "level": "plain", "counterpart": "plain"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "counterpart"], name="mapping_once"),
            models.CheckConstraint(
                condition=~Q(level=F("counterpart")), name="mapping_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} → {self.counterpart}"
