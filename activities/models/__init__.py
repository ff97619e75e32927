"""The engagement log: levels, projects, activities, sessions, counts and mapping rounds."""

from activities.models.activity import Activity
from activities.models.acts import ActScope
from activities.models.attachment import Attachment
from activities.models.bulk import BulkChange, BulkRow
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
from activities.models.opportunity import Opportunity, OpportunityCheck, Seat
from activities.models.project import Project
from activities.models.search import SearchWord, UnreadActivities
from activities.models.session import Headcount, Session
from activities.models.sign_up import SignUp
from activities.models.template import LogTemplate

__all__ = [
    "ActScope",
    "Activity",
    "ActivityGroup",
    "ActivityPartner",
    "ActivityService",
    "ActivityTheme",
    "Attachment",
    "BulkChange",
    "BulkRow",
    "Headcount",
    "Ladder",
    "Level",
    "LevelMapping",
    "LevelWording",
    "LogTemplate",
    "MappingReply",
    "MappingRound",
    "OnionCount",
    "Opportunity",
    "OpportunityCheck",
    "Precision",
    "Project",
    "SearchWord",
    "Seat",
    "Session",
    "ShiftCount",
    "SignUp",
    "UnreadActivities",
]
