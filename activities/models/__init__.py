"""The engagement log: levels, projects, activities, sessions, counts and mapping rounds."""

from activities.models.activity import Activity
from activities.models.acts import ActScope
from activities.models.arrangement import Arrangement
from activities.models.attachment import Attachment
from activities.models.attendance import Attendance, CalendarFeed, SessionNeed
from activities.models.bulk import BulkChange, BulkRow
from activities.models.counts import OnionCount, ShiftCount
from activities.models.dates import Precision
from activities.models.draw import DrawnPlaces, DrawnTicket
from activities.models.felt import CallWanted, Felt
from activities.models.invitation import Invitation
from activities.models.leading import CoFacilitator
from activities.models.level import Ladder, Level, LevelMapping, LevelWording
from activities.models.links import (
    ActivityGroup,
    ActivityPartner,
    ActivityService,
    ActivityTheme,
)
from activities.models.mapping import MappingReply, MappingRound
from activities.models.notice import Notice, Reminder
from activities.models.opportunity import (
    Opportunity,
    OpportunityCheck,
    OpportunityExperience,
    Seat,
)
from activities.models.owed import OwedAnswer
from activities.models.project import Project
from activities.models.question import Question, SignUpAnswer
from activities.models.saved_interest import SavedInterest, ToldOfNew
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
    "Arrangement",
    "Attachment",
    "Attendance",
    "BulkChange",
    "BulkRow",
    "CalendarFeed",
    "CallWanted",
    "CoFacilitator",
    "DrawnPlaces",
    "DrawnTicket",
    "Felt",
    "Headcount",
    "Invitation",
    "Ladder",
    "Level",
    "LevelMapping",
    "LevelWording",
    "LogTemplate",
    "MappingReply",
    "MappingRound",
    "Notice",
    "OnionCount",
    "Opportunity",
    "OpportunityCheck",
    "OpportunityExperience",
    "OwedAnswer",
    "Precision",
    "Project",
    "Question",
    "Reminder",
    "SavedInterest",
    "SearchWord",
    "Seat",
    "Session",
    "SessionNeed",
    "ShiftCount",
    "SignUp",
    "SignUpAnswer",
    "ToldOfNew",
    "UnreadActivities",
]
