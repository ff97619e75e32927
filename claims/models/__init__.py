"""Claims: the policy, what people claim and what was decided."""

from claims.models.policy import (
    MOST_PENCE,
    ApprovedRate,
    Category,
    CategoryRule,
    Edition,
    MileageRate,
    Unit,
    Vehicle,
)

__all__ = [
    "MOST_PENCE",
    "ApprovedRate",
    "Category",
    "CategoryRule",
    "Edition",
    "MileageRate",
    "Unit",
    "Vehicle",
]
