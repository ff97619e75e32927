"""The fixed cast of every test: made once, in the database that all tests start from."""

from __future__ import annotations

from core.service import System, service
from organisation.models import Directorate, Post, Service
from users.cast import CAST
from users.models import User

PLACES = {
    "East Kent": ["Canterbury community mental health team", "Thanet community mental health team"],
    "Acute": ["Littlebrook wards"],
}


@service
def make_cast(*, by) -> None:
    """Two directorates, three services and the ten people of `users/cast.py`."""
    services: dict[str, Service] = {}
    directorates: dict[str, Directorate] = {}
    for name, names in PLACES.items():
        directorates[name] = Directorate.objects.create(name=name)
        for number, each in enumerate(names):
            services[each] = Service.objects.create(
                directorate=directorates[name], name=each, cost_centre=f"CC{len(services)}{number}"
            )
    for person in CAST:
        user = User.objects.create(
            email=person.email, name=person.name, roles=[r.value for r in person.roles]
        )
        if person.service:
            Post.objects.create(person=user, service=services[person.service])
        elif person.directorate:
            Post.objects.create(
                person=user,
                directorate=directorates[person.directorate],
                duty=Post.Duty.LEAD if person.leads_directorate else Post.Duty.MEMBER,
            )


def build() -> None:
    make_cast(by=System("tests"))


class Cast:
    """`cast.sam` is Sam's account, read afresh in each test."""

    def __getattr__(self, key: str) -> User:
        user = User.objects.get(email=f"{key}@portal.example")
        setattr(self, key, user)
        return user
