"""Columns that lists of services and of posts share."""

from __future__ import annotations

from core.imports.kinds import Choice, Field
from core.imports.orders import OPTIONS

DIRECTORATE = Field(
    "directorate",
    "Directorate",
    ("care group", "division", "directorate name", "name of directorate"),
    has_options=True,
    example="East Kent Directorate",
)
SERVICE = Field(
    "service",
    "Service",
    ("team", "service name", "team name", "department", "ward", "name of service"),
    has_options=True,
    example="Thanet Community Mental Health Team",
)
FIRST_DAY = Field(
    "first_day",
    "First day",
    ("from", "start date", "started", "start", "opened", "opens", "valid from", "since"),
    example="1/4/2024",
)

DAY_ORDER = Choice(
    "day_order", "How are dates in figures written?", options=OPTIONS, is_for_asking=True
)
