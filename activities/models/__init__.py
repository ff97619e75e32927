"""The engagement log: levels, projects, activities, sessions, counts and mapping rounds."""

from activities.models.activity import Activity
from activities.models.counts import OnionCount, ShiftCount
from activities.models.dates import Precision
from activities.models.level import Ladder, Level, LevelMapping, LevelWording
from activities.models.links import (
    ActivityGroup,
    ActivityPartner,
    ActivityService,
    ActivityTheme,
)
from activities.models.mapping import MappingReply, MappingRound
from activities.models.project import Project
from activities.models.session import Headcount, Session

__all__ = [
    "Activity",
    "ActivityGroup",
    "ActivityPartner",
    "ActivityService",
    "ActivityTheme",
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
