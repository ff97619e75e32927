"""What the invented activities are about, and whom they are with."""

from __future__ import annotations

from dataclasses import dataclass

ANY = frozenset({"community", "ward", "secure", "older"})
COMMUNITY = frozenset({"community"})
INPATIENT = frozenset({"ward", "secure", "older"})
NOT_WARD = frozenset({"community", "older"})
OLDER = frozenset({"older"})
WARDS = frozenset({"ward", "secure"})


@dataclass(frozen=True)
class Topic:
    """What an activity is about, its theme in the word list, and where it fits.

    `good_for` names what can be done with it: "made" anew, "seen" on a walk-round, read as
    "text", "taught" to staff, learned on a "course". `groups`: only with these, if any.
    """

    words: str
    theme: str
    fits: frozenset[str] = ANY
    good_for: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """Who it is with, the group in the word list, and where it fits."""

    words: str
    group: str
    fits: frozenset[str] = ANY


TOPICS = (
    Topic("waiting after referral", "Getting help and waiting", NOT_WARD, good_for="text"),
    Topic("the first appointment", "Getting help and waiting", NOT_WARD, good_for="made text"),
    Topic("ways to get help", "Getting help and waiting", good_for="text"),
    Topic("the crisis line", "Crisis care", good_for="made"),
    Topic("help at night", "Crisis care", good_for="made"),
    Topic("safe places in a crisis", "Crisis care", COMMUNITY, good_for="made seen"),
    Topic(
        "the first day on the ward",
        "Life on the ward",
        INPATIENT,
        good_for="made seen text",
        groups=("People staying in hospital", "People who use services", "Carers and families"),
    ),
    Topic(
        "evenings on the ward",
        "Life on the ward",
        INPATIENT,
        good_for="made seen",
        groups=("People staying in hospital", "Men", "Women", "Autistic people"),
    ),
    Topic(
        "food and mealtimes",
        "Life on the ward",
        INPATIENT,
        good_for="made seen",
        groups=("People staying in hospital", "Carers and families", "Faith groups"),
    ),
    Topic("sleep and quiet", "Life on the ward", INPATIENT, good_for="seen course"),
    Topic("leaving hospital", "Leaving hospital", good_for="made text taught"),
    Topic("the week after going home", "Leaving hospital", good_for="made text course"),
    Topic("care plans in plain words", "Care planning", good_for="made text taught"),
    Topic("reviews people can follow", "Care planning", good_for="made taught"),
    Topic("choices in talking therapy", "Talking therapies", COMMUNITY, good_for="text"),
    Topic(
        "therapy groups",
        "Talking therapies",
        good_for="made",
        groups=("People who use services", "Men", "Women"),
    ),
    Topic("side effects of medicines", "Medicines", good_for="text taught course"),
    Topic("choosing medicines together", "Medicines", good_for="taught text"),
    Topic(
        "support for carers",
        "Families and carers",
        good_for="made taught course",
        groups=("Carers and families", "Young carers"),
    ),
    Topic(
        "sharing information with families",
        "Families and carers",
        good_for="taught text",
        groups=("Carers and families", "People who use services"),
    ),
    Topic(
        "visiting times",
        "Families and carers",
        INPATIENT,
        good_for="made seen",
        groups=("Carers and families", "People staying in hospital"),
    ),
    Topic("peer support", "Peer support", good_for="made taught course"),
    Topic("going back to work", "Recovery and daily life", COMMUNITY, good_for="course text"),
    Topic("housing and moving home", "Recovery and daily life", good_for="course text"),
    Topic("money worries", "Recovery and daily life", good_for="course text"),
    Topic("days with something to do", "Recovery and daily life", good_for="course made"),
    Topic("physical health checks", "Physical health", good_for="made text"),
    Topic(
        "life after a dementia diagnosis",
        "Dementia and memory",
        OLDER,
        good_for="taught course text",
        groups=("People with dementia", "Carers and families", "Older people"),
    ),
    Topic(
        "memory clinics",
        "Dementia and memory",
        OLDER,
        good_for="made seen",
        groups=("People with dementia", "Carers and families", "Older people"),
    ),
    Topic(
        "music and memory",
        "Dementia and memory",
        OLDER,
        good_for="course",
        groups=("People with dementia", "Older people", "Carers and families"),
    ),
    Topic(
        "moving on from services for young people",
        "Young people growing up",
        COMMUNITY,
        good_for="made taught",
        groups=("Young people", "Young carers", "Carers and families"),
    ),
    Topic(
        "the first year with a baby",
        "New parents",
        COMMUNITY,
        good_for="taught course text",
        groups=("New parents and parents to be", "Carers and families", "Women", "Men"),
    ),
    Topic("alcohol and mental health", "Drugs and alcohol", good_for="taught course"),
    Topic(
        "suicide prevention",
        "Suicide prevention",
        good_for="taught",
        groups=("People who have lost someone", "Men", "Young people", "People who use services"),
    ),
    Topic("learning from complaints", "Safety and learning", good_for="made taught"),
    Topic("feeling safe", "Safety and learning", good_for="seen taught"),
    Topic(
        "less restraint",
        "Safety and learning",
        WARDS,
        good_for="taught",
        groups=(
            "People staying in hospital",
            "People who use services",
            "People in prison or on probation",
        ),
    ),
    Topic("people we do not reach", "Fairness and inclusion", good_for="taught"),
    Topic("interpreters and languages", "Fairness and inclusion", good_for="made taught text"),
    Topic("faith and care", "Fairness and inclusion", good_for="taught"),
    Topic("appointment letters", "Information and communication", NOT_WARD, good_for="made text"),
    Topic(
        "words that hurt and words that help",
        "Information and communication",
        good_for="taught text course",
    ),
    Topic("text reminders", "Digital services", NOT_WARD, good_for="made text"),
    Topic("video appointments", "Digital services", NOT_WARD, good_for="made text"),
    Topic("seeing your own record", "Digital services", good_for="made text course"),
    Topic("the garden", "Buildings and spaces", good_for="made seen"),
    Topic("signs and waiting rooms", "Buildings and spaces", good_for="made seen text"),
    Topic("choosing new staff", "Staff and recruitment", good_for="made taught"),
    Topic("kindness at first contact", "Staff and recruitment", good_for="taught"),
    Topic("what to study next", "Research and evaluation"),
    Topic("the plan for the coming years", "Trust plans and decisions", good_for="text"),
    Topic("where savings must not fall", "Trust plans and decisions", good_for="text"),
)

PEOPLE = (
    People("people who use our services", "People who use services"),
    People("carers", "Carers and families"),
    People("families", "Carers and families"),
    People("young carers", "Young carers", COMMUNITY),
    People("young people", "Young people", COMMUNITY),
    People("older people", "Older people", frozenset({"community", "older"})),
    People("people on the ward", "People staying in hospital", INPATIENT),
    People("people from ethnic minorities", "People from ethnic minorities"),
    People("Gypsy, Roma and Traveller families", "Gypsy, Roma and Traveller people", COMMUNITY),
    People("refugees", "Refugees and people seeking asylum", COMMUNITY),
    People("LGBTQ+ people", "LGBTQ+ people"),
    People("people with a learning disability", "People with a learning disability"),
    People("autistic people", "Autistic people"),
    People("deaf people", "Deaf people"),
    People("people with sight loss", "People with sight loss", OLDER),
    People("people with dementia", "People with dementia", OLDER),
    People("faith groups", "Faith groups"),
    People("men", "Men"),
    People("women", "Women"),
    People("new parents", "New parents and parents to be", COMMUNITY),
    People("veterans", "Veterans and people in the armed forces", NOT_WARD),
    People("people in villages", "People in rural areas", NOT_WARD),
    People("people in coastal towns", "People in coastal towns", NOT_WARD),
    People("people without a home", "People who are homeless", COMMUNITY),
    People("people in secure care", "People in prison or on probation", frozenset({"secure"})),
    People("people who lost someone to suicide", "People who have lost someone", COMMUNITY),
)
