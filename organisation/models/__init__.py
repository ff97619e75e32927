"""The trust's parts, people's posts in them, places, the word lists the team keeps, special days."""

from organisation.models.parts import (
    WORD_LISTS,
    ActivityKind,
    Area,
    Directorate,
    Experience,
    Group,
    InForce,
    Interest,
    PeriodQuerySet,
    PlaceKind,
    Post,
    Service,
    Theme,
    Venue,
    Word,
)
from organisation.models.special_days import SpecialDate, SpecialDay

__all__ = [
    "WORD_LISTS",
    "ActivityKind",
    "Area",
    "Directorate",
    "Experience",
    "Group",
    "InForce",
    "Interest",
    "PeriodQuerySet",
    "PlaceKind",
    "Post",
    "Service",
    "SpecialDate",
    "SpecialDay",
    "Theme",
    "Venue",
    "Word",
]
