"""The columns of a list of people who take part already."""

from __future__ import annotations

from community.models import KIND_WORDS, Kind, Status
from core.imports.cells import squeezed
from core.imports.kinds import Choice, Field
from core.imports.orders import OPTIONS

DAY_ORDER = Choice(
    "day_order", "How are dates in figures written?", options=OPTIONS, is_for_asking=True
)

FIELDS = (
    Field(
        "name",
        "Name",
        (
            *("full name", "member", "member name", "contact name", "person"),
            *("first name", "forename", "given name", "surname", "last name", "family name"),
        ),
        hint="One column, or first name and last name.",
        is_required=True,
        takes_many=True,
        example="Dana Whitlock",
    ),
    Field(
        "shown_name",
        "Name others may see",
        ("known as", "preferred name", "alias", "likes to be called"),
        hint="Empty: nobody else sees a name.",
        example="Dana",
    ),
    Field(
        "email",
        "Email address",
        ("email", "e-mail", "mail", "e-mail address"),
        example="dana@example.org",
    ),
    Field(
        "phone",
        "Telephone number",
        ("phone", "mobile", "tel", "telephone", "contact number", "phone number"),
        example="01632 960 123",
    ),
    Field(
        "kinds",
        "As whom they take part",
        (
            "type",
            "kind",
            "category",
            "capacity",
            "role type",
            "service user or carer",
            "status type",
        ),
        hint="Service user, carer, family… Several are parted by commas.",
        takes_many=True,
        has_options=True,
        example="Carer",
    ),
    Field(
        "interests",
        "Interests",
        ("interest", "areas of interest", "topics", "would like to help with"),
        hint="From the word list. You are asked about other words.",
        takes_many=True,
        has_options=True,
        word_list="interests",
        fits=lambda text: 0 < len(text) <= 80,
        example="Crisis and urgent help",
    ),
    Field(
        "experiences",
        "What they have done before",
        ("done before", "has done", "past involvement", "previous involvement", "has helped with"),
        hint="From the word list. You are asked about other words.",
        takes_many=True,
        has_options=True,
        word_list="experiences",
        fits=lambda text: 0 < len(text) <= 80,
        example="Interview panels",
    ),
    Field(
        "brings",
        "What they bring",
        ("experience", "skills", "about", "about them", "notes on experience"),
        hint="Experience and skills in their words. Leave notes about health out.",
        takes_many=True,
    ),
    Field(
        "district",
        "District",
        ("area", "borough", "council", "locality", "home district"),
        has_options=True,
        example="Thanet",
    ),
    Field(
        "postcode",
        "Postcode",
        ("post code", "postal code"),
        hint="Only its first half is kept.",
        example="CT11",
    ),
    Field(
        "language",
        "Preferred language",
        ("language", "first language", "main language"),
    ),
    Field(
        "status",
        "Where they stand",
        ("status", "member status", "active", "current"),
        hint="Active, paused, asked or left. Empty means active.",
        has_options=True,
        example="Active",
    ),
    Field(
        "joined_on",
        "Joined on",
        ("date joined", "joined", "join date", "start date", "member since"),
        example="1/4/2024",
    ),
    Field(
        "consents",
        "What they agreed to",
        ("consent", "consents", "permission", "mailing list", "newsletter", "opt in", "gdpr"),
        hint="Newsletter, opportunities, surveys. It counts only with the next three columns.",
        takes_many=True,
        has_options=True,
        example="Newsletter, opportunities",
    ),
    Field(
        "consent_on",
        "Agreed on",
        ("date of consent", "consent date", "date agreed", "gdpr date"),
        example="1/4/2024",
    ),
    Field(
        "consent_words",
        "The words they agreed to",
        ("consent wording", "wording", "consent statement", "consent text"),
        example="Yes, send me the newsletter by email.",
    ),
    Field(
        "consent_how",
        "How they agreed",
        ("how consent was given", "consent source", "source of consent", "method of consent"),
        hint="On paper, by telephone, by email…",
        example="On paper",
    ),
)
KEYS = tuple(field.key for field in FIELDS)

KIND_MEANINGS = {
    **{squeezed(words): kind for kind, words in KIND_WORDS.items()},
    "su": Kind.SERVICE_USER,
    "patient": Kind.SERVICE_USER,
    "serviceusers": Kind.SERVICE_USER,
    "expertbyexperience": Kind.SERVICE_USER,
    "livedexperience": Kind.SERVICE_USER,
    "unpaidcarer": Kind.CARER,
    "familycarer": Kind.CARER,
    "carers": Kind.CARER,
    "family": Kind.FAMILY,
    "friend": Kind.FAMILY,
    "familymember": Kind.FAMILY,
    "parent": Kind.FAMILY,
    "staff": Kind.STAFF,
    "employee": Kind.STAFF,
    "partner": Kind.COMMUNITY_PARTNER,
    "vcse": Kind.COMMUNITY_PARTNER,
    "charity": Kind.COMMUNITY_PARTNER,
    "public": Kind.PUBLIC,
    "member": Kind.PUBLIC,
    "student": Kind.ACADEMIC,
    "university": Kind.ACADEMIC,
    "researcher": Kind.ACADEMIC,
}
STATUS_MEANINGS = {
    "": Status.ACTIVE,
    "active": Status.ACTIVE,
    "yes": Status.ACTIVE,
    "y": Status.ACTIVE,
    "current": Status.ACTIVE,
    "member": Status.ACTIVE,
    "paused": Status.PAUSED,
    "onhold": Status.PAUSED,
    "inactive": Status.PAUSED,
    "no": Status.PAUSED,
    "n": Status.PAUSED,
    "left": Status.LEFT,
    "leaver": Status.LEFT,
    "asked": Status.ASKED,
    "askedtojoin": Status.ASKED,
    "new": Status.ASKED,
    "waiting": Status.ASKED,
}
STATUS_OPTIONS = (Status.ACTIVE, Status.PAUSED, Status.ASKED, Status.LEFT)
