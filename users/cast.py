"""The invented people of demo mode and of the tests (docs/glossary.md names them).

Addresses end in `.example` (RFC 2606): no message can reach anybody.
"""

from dataclasses import dataclass

from users.permissions import Role

# What each part lets a person do, for the page of the demonstration.
CAN = {
    Role.CO_CREATOR: "Sees the public onion and keeps an account.",
    Role.STAFF: "Logs activities and sees the onion of the trust and of each directorate.",
    Role.INVOLVEMENT_TEAM: "Corrects any activity, keeps the word lists and runs mapping rounds.",
    Role.CLAIMS_APPROVER: "Decides claims of the services where they hold a post.",
    Role.FINANCE: "Reads activities, the onion and the shift.",
    Role.STEERING_GROUP: "Reads activities, the onion and the shift.",
    Role.ADMINISTRATOR: "Looks after accounts, directorates, services and the health of the portal.",
}


@dataclass(frozen=True)
class Person:
    """One invented person. `directorate` and `service` name where their post is."""

    key: str
    name: str
    roles: tuple[Role, ...]
    about: str
    directorate: str = ""
    service: str = ""
    leads_directorate: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@portal.example"

    @property
    def can(self) -> str:
        """What the person can do, by the furthest of their roles."""
        return CAN[self.roles[-1]]


CAST = (
    Person("amina", "Amina Yusuf", (Role.CO_CREATOR,), "A co-creator who cares for her brother."),
    Person("ben", "Ben Carter", (Role.CO_CREATOR,), "Another co-creator, who uses services."),
    Person(
        "sam",
        "Sam Okafor",
        (Role.STAFF,),
        "An occupational therapist who runs workshops.",
        directorate="East Kent",
        service="Canterbury community mental health team",
    ),
    Person(
        "olu",
        "Olu Adeyemi",
        (Role.STAFF,),
        "A ward manager in another directorate.",
        directorate="Acute",
        service="Littlebrook wards",
    ),
    Person(
        "lena",
        "Lena Novak",
        (Role.STAFF,),
        "Leads a directorate and answers for its onion.",
        directorate="East Kent",
        leads_directorate=True,
    ),
    Person(
        "ivy",
        "Ivy Marsh",
        (Role.STAFF, Role.INVOLVEMENT_TEAM),
        "Works in the involvement team.",
    ),
    Person("cal", "Cal Dunmore", (Role.CLAIMS_APPROVER,), "Approves claims."),
    Person("fin", "Fin Aldridge", (Role.FINANCE,), "A finance officer who pays claims."),
    Person("stella", "Stella Brook", (Role.STEERING_GROUP,), "Sits on the steering group."),
    Person("ada", "Ada Lindqvist", (Role.ADMINISTRATOR,), "Looks after accounts and settings."),
)
