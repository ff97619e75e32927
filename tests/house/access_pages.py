"""What a line of the table of access says: an address, and who gets in."""

from __future__ import annotations

from dataclasses import dataclass, field

VISITOR = "visitor"
CO_CREATORS = "amina ben"
LOGGERS = "sam olu lena ivy"
READERS = f"{LOGGERS} cal fin stella"
TEAM = "ivy"
OWN_NEEDS = "amina ivy"
SPEAKERS = f"ben {LOGGERS}"
FINANCE = "fin"
ADMINISTRATOR = "ada"
CAST = f"{CO_CREATORS} {READERS} {ADMINISTRATOR}"
EVERYONE = f"{VISITOR} {CAST}"
NOBODY = ""

SIGN_IN, FORBIDDEN, MISSING, IN = "sign in", "403", "404", "in"


@dataclass(frozen=True)
class Page:
    """One line of the table."""

    name: str
    who: frozenset[str]
    others: str = FORBIDDEN
    # Whom the address tells that there is nothing, though they hold the permission.
    lost: frozenset[str] = frozenset()
    visitor: str = SIGN_IN
    posted: str = IN
    arguments: dict[str, str] = field(default_factory=dict)
    sends: dict | None = None
    done: frozenset[str] = frozenset()

    def expected(self, key: str, method: str = "get") -> str:
        """What a person of the cast, a visitor or a closed account should get."""
        key = VISITOR if key == "closed" else key
        if key in self.who:
            return self.posted if method == "post" else IN
        if key in self.lost:
            return MISSING
        return self.visitor if key == VISITOR else self.others


def page(name, who, *, others=FORBIDDEN, lost="", posted=IN, sends=None, done="", **arguments):
    """A line: see the module. `posted` is what an empty form gets from those who get in."""
    return Page(
        name,
        frozenset(who.split()),
        others=others,
        lost=frozenset(lost.split()),
        posted=posted,
        arguments=arguments,
        sends=sends,
        done=frozenset(done.split()),
    )
