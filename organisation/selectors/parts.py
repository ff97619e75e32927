"""Directorates and services: which are in force, and what came before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from organisation.models import Directorate, Service
from organisation.rules import PartFacts


@dataclass(frozen=True)
class DirectorateName:
    """A directorate to choose or to show."""

    id: int
    name: str
    short_name: str

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name


@dataclass(frozen=True)
class ServiceName:
    """A service to choose or to show, with its directorate."""

    id: int
    name: str
    directorate_id: int
    directorate: str


def part_facts(part: Directorate | Service) -> PartFacts:
    """What the rules ask of a directorate or service."""
    return PartFacts(part.name, part.valid_from, part.valid_to)


def directorates_in_force(on: date | None = None) -> list[DirectorateName]:
    """Directorates that exist on a day (none given: today), by name."""
    rows = Directorate.objects.in_force(on or timezone.localdate()).order_by("name")
    return [DirectorateName(*row) for row in rows.values_list("id", "name", "short_name")]


def directorate_names() -> list[tuple[int, str]]:
    """Every directorate, past ones too, by name."""
    return list(Directorate.objects.order_by("name").values_list("pk", "name"))


def services_in_force(on: date | None = None) -> list[ServiceName]:
    """Services that exist on a day (none given: today), by directorate and name."""
    rows = Service.objects.in_force(on or timezone.localdate()).order_by(
        "directorate__name", "name"
    )
    return [ServiceName(*row) for row in rows.values_list(*_SERVICE)]


_SERVICE = ("id", "name", "directorate_id", "directorate__name")


def services_of(directorate_id: int, on: date | None = None) -> list[Service]:
    """The services of one directorate that exist on a day, by name."""
    rows = Service.objects.in_force(on or timezone.localdate())
    return list(rows.filter(directorate_id=directorate_id).order_by("name"))


def services_to_place(directorate_id: int) -> list[Service]:
    """The services of a directorate that have no closing day: closing it must say of each."""
    rows = Service.objects.filter(directorate_id=directorate_id, valid_to__isnull=True)
    return list(rows.order_by("name"))


def directorates_to_join(directorate_id: int) -> list[DirectorateName]:
    """The other directorates without a closing day, by name."""
    rows = Directorate.objects.filter(valid_to__isnull=True).exclude(pk=directorate_id)
    names = rows.order_by("name").values_list("id", "name", "short_name")
    return [DirectorateName(*row) for row in names]


def services_to_join(service_id: int) -> list[ServiceName]:
    """The other services without a closing day, by directorate and name."""
    rows = Service.objects.filter(valid_to__isnull=True).exclude(pk=service_id)
    return [
        ServiceName(*row)
        for row in rows.order_by("directorate__name", "name").values_list(*_SERVICE)
    ]


def predecessors_of(service: Service) -> list[Service]:
    """The services that this one follows, with their directorates."""
    return list(service.predecessors.select_related("directorate").order_by("valid_to", "name"))


def find_directorate(directorate_id: int) -> Directorate:
    """One directorate with its successor; 404 if there is none."""
    row = Directorate.objects.select_related("successor").filter(pk=directorate_id).first()
    return _or_404(row)


def find_service(service_id: int) -> Service:
    """One service with its directorate and successor; 404 if there is none."""
    rows = Service.objects.select_related("directorate", "successor__directorate")
    return _or_404(rows.filter(pk=service_id).first())


def _or_404(row):
    if row is None:
        raise Http404
    return row


def directorate_rows(on: date | None = None) -> QuerySet[Directorate]:
    """Every directorate, past ones too, with the number of its services that exist on a day."""
    day = on or timezone.localdate()
    in_force = (Q(services__valid_from__isnull=True) | Q(services__valid_from__lte=day)) & (
        Q(services__valid_to__isnull=True) | Q(services__valid_to__gt=day)
    )
    return Directorate.objects.annotate(service_count=Count("services", filter=in_force))


def service_rows() -> QuerySet[Service]:
    """Every service, past ones too, with the name of its directorate."""
    return Service.objects.annotate(directorate_name=F("directorate__name"))


@dataclass(frozen=True)
class Reorganisation:
    """What one directorate was before, what became of it, and what it took over."""

    predecessors: list[Directorate]
    current: list[Service]
    past: list[Service]


def reorganisation(directorate: Directorate, on: date | None = None) -> Reorganisation:
    """The services of a directorate, now and earlier, and the directorates that it follows."""
    day = on or timezone.localdate()
    services = list(
        directorate.services.select_related("successor__directorate").order_by(
            "name", Coalesce("valid_from", date.min)
        )
    )
    return Reorganisation(
        predecessors=list(directorate.predecessors.order_by("name")),
        current=[s for s in services if s.valid_to is None or day < s.valid_to],
        past=[s for s in services if s.valid_to is not None and s.valid_to <= day],
    )
