"""Who shapes care with the trust. At first: the organisations that work with it, by name."""

from django.db import models
from django.db.models.functions import Lower

from core.history import keeps_history


@keeps_history()
class Partner(models.Model):
    """An organisation that takes part: a charity, a faith group, a university."""

    name = models.CharField("name", max_length=120)
    is_in_use = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {"id": "plain", "name": "plain", "is_in_use": "plain", "version": "plain"}

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="partner_name_once")]

    def __str__(self) -> str:
        return self.name
