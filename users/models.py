"""The account a person signs in with, and the roles that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from core.history import keeps_history
from users.permissions import SECOND_FACTOR_ROLES, Role, roles_with


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


@keeps_history(exclude=["password", "last_login", "session_stamp", "version"], inserts=True)
class User(AbstractBaseUser):
    """One person's account. Names are what the person chose to be called."""

    email = models.EmailField("email address", max_length=254, unique=True)
    name = models.CharField("name", max_length=120, blank=True)
    roles = ArrayField(
        models.CharField(max_length=30, choices=Role),
        default=list,
        blank=True,
        verbose_name="roles",
    )
    is_active = models.BooleanField("account is open", default=True)
    joined_at = models.DateTimeField("joined", db_default=Now())
    # Part of what a session is checked against: one step up ends every session there is.
    session_stamp = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # What stands in an account whose owner was forgotten: nobody signs in to it.
    ERASED = {
        "email": "'removed-' || id || '@removed.invalid'",
        "password": "'!'",
        "is_active": "false",
        "session_stamp": "session_stamp + 1",
    }
    PRIVACY = {
        "id": "plain",
        "password": "secret",
        "last_login": "personal",
        "email": "personal",
        "name": "personal",
        "roles": "personal",
        "is_active": "personal",
        "joined_at": "personal",
        "session_stamp": "plain",
        "version": "plain",
    }

    class Meta:
        constraints = [
            # Written one way only, so that two spellings are never two accounts.
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=Q(roles__contained_by=[role.value for role in Role]),
                name="user_roles_known",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name to show to colleagues; never the whole e-mail address."""
        return self.name or self.email.split("@")[0]

    def get_full_name(self) -> str:
        return self.display_name

    get_short_name = get_full_name

    def get_session_auth_hash(self) -> str:
        """What a session must still match at each request: password and stamp."""
        return f"{super().get_session_auth_hash()}.{self.session_stamp}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same for the keys that SECRET_KEY replaced."""
        for older in super().get_session_auth_fallback_hash():
            yield f"{older}.{self.session_stamp}"

    @cached_property
    def role_set(self) -> frozenset[str]:
        return frozenset(self.roles)

    def may(self, permission: str) -> bool:
        """Whether any of the person's roles holds this permission."""
        return self.is_active and not self.role_set.isdisjoint(roles_with(permission))

    @property
    def needs_second_factor(self) -> bool:
        return not self.role_set.isdisjoint(SECOND_FACTOR_ROLES)
