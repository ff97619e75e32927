"""What a log's columns can say, the headings people give them, and how a file is understood."""

from __future__ import annotations

from core.imports.kinds import Choice, Field
from core.imports.orders import OPTIONS as ORDERS

SESSIONS = "sessions"
DATE_ORDER, ENDS_ORDER = "date_order", "ends_order"
ONE_NUMBER = "one_number"
ONCE, EACH_TIME = "once", "each"

CHOICES = (
    Choice(
        SESSIONS,
        "Rows with the same title are sessions of one activity",
        "They must also have the same service, kind and level. Without the tick, each row is an "
        "activity of its own.",
        is_on=True,
    ),
    Choice(
        DATE_ORDER,
        "How are dates in figures written?",
        options=ORDERS,
        unsaid="Day first, as in the UK. Ask me if the file looks different",
    ),
    Choice(ENDS_ORDER, "How is the last day written?", options=ORDERS, is_for_asking=True),
    Choice(
        ONE_NUMBER,
        "What does one number of people for several dates mean?",
        options=(
            (ONCE, "Everybody together. Count it once, with the first date"),
            (EACH_TIME, "So many came each time. Count it for every date"),
        ),
        is_for_asking=True,
    ),
)

FIELDS = (
    Field(
        "title", "Title", is_required=True,
        names=(
            "title", "name", "activity", "activity title", "name of activity", "event",
            "name of event", "event name", "event title", "engagement", "engagement activity",
            "session", "meeting", "what", "what happened", "topic", "project/activity",
        ),
        hint="What the activity was called, at most 200 letters.",
        example="Patient council",
    ),
    Field(
        "aim", "What it was for", takes_many=True,
        names=(
            "aim", "aims", "purpose", "aim of activity", "objective", "objectives",
            "description", "details", "summary", "reason", "why", "brief description",
            "purpose of engagement",
        ),
        example="To hear what helps people after they leave hospital",
    ),
    Field(
        "kind", "Kind of activity", has_options=True, word_list="activity-kinds",
        names=(
            "kind", "type", "type of activity", "type of engagement", "engagement type",
            "activity type", "event type", "category", "type of event", "method of engagement",
            "format of event",
        ),
        hint="If no column says it, we work it out from the title.",
        example="Committee or board",
    ),
    Field(
        "level", "Level", is_required=True, has_options=True,
        names=(
            "level", "ring", "level of engagement", "engagement level", "onion ring", "onion",
            "level of involvement", "involvement level", "ladder", "ladder of participation",
            "level of coproduction", "co-production level", "depth", "level reached",
            "level achieved", "spectrum",
        ),
        hint="One of the five levels, a ring of the 2020 onion, or a number from 1 to 5.",
        example="Involve",
    ),
    Field(
        "level_planned", "Level planned", has_options=True,
        names=("level planned", "planned level", "intended level", "target level", "level aimed for"),
        example="Engage",
    ),
    Field(
        "status", "Status", has_options=True,
        names=("status", "state", "progress", "outcome status", "rag", "completed", "stage", "happened"),
        hint="Happened, planned, cancelled or closed. If no column says it, the date does.",
        example="Happened",
    ),
    Field(
        "date", "Date", is_required=True, takes_many=True, has_options=True,
        names=(
            "date", "dates", "date of event", "event date", "date of activity", "activity date",
            "date of session", "session date", "when", "date held", "start date", "date from",
            "from", "month", "date of engagement", "date and time", "date 1", "date 2", "date 3",
            "date 4", "day", "year", "period", "starts on",
        ),
        hint="3 May 2023, 03/05/2023, May 2023, several dates, or “goes on all the time”.",
        example="3 May 2023",
    ),
    Field(
        "ends", "Last day",
        names=("end date", "last day", "date to", "finish date", "to", "date ended", "until", "ends on"),
        hint="Only where it lasted longer than a day.",
    ),
    Field(
        "starts_at", "Start time",
        names=("start time", "time", "time from", "start", "times", "time of event", "time of session"),
        hint="10:30, 10am, or 10am to 12pm.",
        example="10:30",
    ),
    Field(
        "ends_at", "End time",
        names=("end time", "time to", "finish", "finish time", "end"),
        example="12:00",
    ),
    Field(
        "service", "Service", is_required=True, takes_many=True, has_options=True,
        names=(
            "service", "services", "team", "teams", "service/team", "team/service", "ward",
            "ward/team", "scope", "department", "service name", "team name", "service line",
            "lead service", "where from", "area/team",
        ),
        hint="The first one leads. “Trust-wide” if it was for everyone.",
        example="Canterbury community mental health team",
    ),
    Field(
        "directorate", "Directorate or care group", has_options=True,
        names=(
            "directorate", "care group", "caregroup", "directorate/care group", "division",
            "directorate or care group", "locality", "area", "business unit",
        ),
        hint="Used where a row names no service.",
        example="East Kent",
    ),
    Field(
        "people", "How many people came", takes_many=True,
        names=(
            "people", "number of people", "no. attended", "number attended", "attendance",
            "attendees", "no of attendees", "number of attendees", "total", "total attended",
            "participants", "no. of participants", "how many", "headcount", "numbers", "attended",
            "numbers attending", "people reached", "number", "no", "su/carers",
        ),
        hint="20, about 20, 12-15, or 20 (8 carers). Without staff.",
        example="12",
    ),
    Field(
        "service_users", "Service users who came",
        names=(
            "service users", "no of service users", "number of service users", "su", "sus",
            "patients", "service user", "experts by experience", "ebe", "clients", "no. su",
            "people with lived experience",
        ),
        example="8",
    ),
    Field(
        "carers", "Carers and family who came",
        names=(
            "carers", "no of carers", "number of carers", "carer", "families", "family",
            "carers and family", "family and carers", "families/carers", "relatives",
        ),
        example="4",
    ),
    Field(
        "partner_people", "Community partners who came",
        names=("community partners", "partners attended", "number of partners", "voluntary sector", "vcse attended"),
    ),
    Field(
        "public", "Members of the public who came",
        names=("public", "members of the public", "members of public", "general public", "visitors"),
    ),
    Field(
        "staff", "Staff who came",
        names=("staff", "number of staff", "no of staff", "staff attended", "clinicians", "staff numbers"),
        example="2",
    ),
    Field(
        "guesses", "Which numbers are guesses",
        names=("guessed", "guess", "guesses", "a guess"),
        hint="Yes for all of a row, or the columns of people that are guesses.",
    ),
    Field(
        "reach", "How many it was sent to or read by",
        names=(
            "reach", "circulation", "sent to", "copies", "views", "hits", "readers", "distribution",
            "number sent", "impressions", "downloads",
        ),
        hint="For something that is read, not attended.",
    ),
    Field(
        "mode", "How people met", has_options=True,
        names=(
            "mode", "how", "method", "format", "online or in person", "virtual/f2f", "delivery",
            "f2f/virtual", "delivery method", "in person/online", "face to face or online",
        ),
        hint="In person, online, or both.",
        example="In person",
    ),
    Field(
        "place_kind", "Kind of place", has_options=True, word_list="place-kinds",
        names=("kind of place", "type of venue", "venue type", "place type", "setting", "type of place"),
        example="Community hall or centre",
    ),
    Field(
        "venue", "Venue",
        names=("venue", "location", "place", "where", "address", "room", "site", "venue/location"),
        hint="A venue that we do not know yet is kept in the notes.",
    ),
    Field(
        "themes", "Themes", takes_many=True, has_options=True, word_list="themes",
        names=("themes", "theme", "subject", "topics", "key themes", "tags", "focus", "priority area"),
        hint="Several may stand in a cell: Crisis care; Peer support.",
        example="Leaving hospital",
    ),
    Field(
        "groups_meant", "Groups it meant to reach", takes_many=True, has_options=True, word_list="groups",
        names=(
            "groups meant", "target group", "target audience", "audience", "who for",
            "intended audience", "aimed at", "target groups",
        ),
        example="Carers and families",
    ),
    Field(
        "groups_reached", "Groups it reached", takes_many=True, has_options=True, word_list="groups",
        names=(
            "groups reached", "who attended", "group", "groups", "protected characteristics",
            "communities", "who was reached", "who came", "stakeholders", "community", "population",
        ),
        example="Carers and families",
    ),
    Field(
        "partners", "Partner organisations", takes_many=True,
        names=(
            "partners", "partner", "partner organisations", "organisations", "external partners",
            "partner organisation", "in partnership with", "organisation", "organisations involved",
        ),
        hint="A partner that we do not know yet is kept in the notes.",
    ),
    Field(
        "project", "Project",
        names=("project", "project name", "programme", "workstream", "linked project"),
        hint="A project that we do not know yet is kept in the notes.",
    ),
    Field(
        "asked", "What people were asked", takes_many=True,
        names=("what was asked", "questions", "what people were asked", "question asked", "questions asked", "asked"),
    ),
    Field(
        "reason", "Why it was cancelled",
        names=("reason cancelled", "why cancelled", "reason for cancellation", "cancellation reason"),
    ),
    Field(
        "led_by", "Led by",
        names=(
            "led by", "lead", "staff lead", "lead person", "facilitator", "organiser", "contact",
            "engagement lead", "lead name", "owner", "responsible", "facilitated by", "named lead",
            "lead officer", "completed by", "logged by",
        ),
        hint="The e-mail address or name of a colleague with an account, or it is kept in the notes.",
        example="sam@portal.example",
    ),
    Field(
        "reference", "Number in the old log",
        names=(
            "reference", "ref", "ref no", "id", "number in log", "log number",
            "reference number", "row id", "unique id", "item",
        ),
        hint="Kept in the notes.",
        example="22-014",
    ),
    Field(
        "notes", "Notes", takes_many=True,
        names=(
            "notes", "comments", "comment", "other", "outcome", "outcomes", "feedback", "actions",
            "any other information", "further information", "key points", "additional information",
            "impact", "what changed", "remarks", "results", "follow up",
        ),
    ),
)  # fmt: skip

KEYS = tuple(field.key for field in FIELDS)
LABELS = {field.key: field.label for field in FIELDS}
