"""Claims: the policy, what people claim and what was decided."""

from claims.models.policy import (
    ApprovedRate,
    Category,
    CategoryRule,
    Edition,
    MileageRate,
    Unit,
    Vehicle,
)

__all__ = [
    "ApprovedRate",
    "Category",
    "CategoryRule",
    "Edition",
    "MileageRate",
    "Unit",
    "Vehicle",
]
