"""What people chose from the lists that the team keeps."""

from __future__ import annotations

from django.db import models

from community.models.person import Person
from core.history import keeps_history
from organisation.models import Experience, Group, Interest, Service


class _Link(models.Model):
    """What a person chose from a list that the team keeps."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        abstract = True


@keeps_history(inserts=True)
class PersonInterest(_Link):
    """Something a person is interested in or knows about."""

    interest = models.ForeignKey(Interest, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "person": "personal", "interest": "special"}

    class Meta:
        verbose_name = "interest"
        verbose_name_plural = "interests"
        constraints = [
            models.UniqueConstraint(fields=["interest", "person"], name="person_interest_once")
        ]
        indexes = [models.Index(fields=["person"], name="person_interest_person")]

    def __str__(self) -> str:
        return str(self.interest)


@keeps_history(inserts=True)
class PersonExperience(_Link):
    """Something a person has done before."""

    experience = models.ForeignKey(Experience, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "person": "personal", "experience": "special"}

    class Meta:
        verbose_name = "something they have done before"
        verbose_name_plural = "what they have done before"
        constraints = [
            models.UniqueConstraint(fields=["experience", "person"], name="person_experience_once")
        ]
        indexes = [models.Index(fields=["person"], name="person_experience_person")]

    def __str__(self) -> str:
        return str(self.experience)


@keeps_history(inserts=True)
class PersonGroup(_Link):
    """A group a person asked to be listed for."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "person": "personal", "group": "special"}

    class Meta:
        verbose_name = "group they asked to be listed for"
        verbose_name_plural = "groups they asked to be listed for"
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], name="person_group_once")
        ]

    def __str__(self) -> str:
        return str(self.group)


@keeps_history(inserts=True)
class PersonService(_Link):
    """A service a person knows, said only if they want to."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")

    PRIVACY = {"id": "plain", "person": "personal", "service": "special"}

    class Meta:
        verbose_name = "service they know"
        verbose_name_plural = "services they know"
        constraints = [
            models.UniqueConstraint(fields=["service", "person"], name="person_service_once")
        ]

    def __str__(self) -> str:
        return str(self.service)
