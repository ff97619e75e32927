"""Who shapes care with the trust: people, and the organisations that work with it."""

from community.models.chosen import (
    PersonExperience,
    PersonGroup,
    PersonInterest,
    PersonService,
)
from community.models.consent import (
    Channel,
    Consent,
    ConsentWording,
    PreferenceLink,
    Purpose,
    Source,
)
from community.models.contact import Ask, ByHand, HeldMessage
from community.models.induction import InductionStep, StepDone
from community.models.joining import Joining
from community.models.merging import Compared, LikelyPair, Merge, TwoPeople
from community.models.needs import (
    Adjustment,
    Concern,
    EmergencyContact,
    Need,
    NeedsKeptFrom,
    SharedWith,
)
from community.models.page_text import PagePicture, PageText
from community.models.paper import Letter, PaperBatch, PaperForm
from community.models.partner import (
    Champion,
    Partner,
    PartnerAgreement,
    PartnerArea,
    PartnerContact,
    PartnerGroup,
    PartnerKind,
    PartnerTalk,
)
from community.models.person import (
    KIND_WORDS,
    Kind,
    Meeting,
    Person,
    Status,
    WayIn,
    When,
)
from community.models.rights import Erased, RightsRequest
from community.models.roles import CommunityRole, RoleHeld, RoleText
from community.models.standing import Look, StatusMove
from community.models.take_over import TakeOver, WrongCode
from community.models.training import Check, CheckHeld, RoleNeed
from community.models.words import PersonWords

__all__ = [
    "KIND_WORDS",
    "Adjustment",
    "Ask",
    "ByHand",
    "Champion",
    "Channel",
    "Check",
    "CheckHeld",
    "CommunityRole",
    "Compared",
    "Concern",
    "Consent",
    "ConsentWording",
    "EmergencyContact",
    "Erased",
    "HeldMessage",
    "InductionStep",
    "Joining",
    "Kind",
    "Letter",
    "LikelyPair",
    "Look",
    "Meeting",
    "Merge",
    "Need",
    "NeedsKeptFrom",
    "PagePicture",
    "PageText",
    "PaperBatch",
    "PaperForm",
    "Partner",
    "PartnerAgreement",
    "PartnerArea",
    "PartnerContact",
    "PartnerGroup",
    "PartnerKind",
    "PartnerTalk",
    "Person",
    "PersonExperience",
    "PersonGroup",
    "PersonInterest",
    "PersonService",
    "PersonWords",
    "PreferenceLink",
    "Purpose",
    "RightsRequest",
    "RoleHeld",
    "RoleNeed",
    "RoleText",
    "SharedWith",
    "Source",
    "Status",
    "StatusMove",
    "StepDone",
    "TakeOver",
    "TwoPeople",
    "WayIn",
    "When",
    "WrongCode",
]
