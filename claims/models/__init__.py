"""Claims: the policy, what people claim and what was decided."""

from claims.models.appeal import Appeal
from claims.models.claim import Claim
from claims.models.decision import Decision, DecisionReason, Question
from claims.models.line import MOST_LINES, MOST_RECEIPTS, Line, Receipt
from claims.models.payee import Payee
from claims.models.payment import Batch, PaidLine, Payment
from claims.models.policy import (
    ApprovedRate,
    Category,
    CategoryRule,
    Edition,
    MileageRate,
    Unit,
    Vehicle,
)
from claims.models.request import SpendingRequest
from claims.models.standing import DeclaredInterest, Delegation

__all__ = [
    "MOST_LINES",
    "MOST_RECEIPTS",
    "Appeal",
    "ApprovedRate",
    "Batch",
    "Category",
    "CategoryRule",
    "Claim",
    "Decision",
    "DecisionReason",
    "DeclaredInterest",
    "Delegation",
    "Edition",
    "Line",
    "MileageRate",
    "PaidLine",
    "Payee",
    "Payment",
    "Question",
    "Receipt",
    "SpendingRequest",
    "Unit",
    "Vehicle",
]
