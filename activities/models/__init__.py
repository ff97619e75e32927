"""The engagement log: levels, projects, activities, sessions, counts and mapping rounds."""

from activities.models.activity import (
    Activity,
    ActivityGroup,
    ActivityService,
    Headcount,
    Precision,
    Project,
    Session,
)
from activities.models.counts import OnionCount, ShiftCount
from activities.models.level import Ladder, Level, LevelMapping, LevelWording
from activities.models.mapping import MappingReply, MappingRound

__all__ = [
    "Activity",
    "ActivityGroup",
    "ActivityService",
    "Headcount",
    "Ladder",
    "Level",
    "LevelMapping",
    "LevelWording",
    "MappingReply",
    "MappingRound",
    "OnionCount",
    "Precision",
    "Project",
    "Session",
    "ShiftCount",
]
