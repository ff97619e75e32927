"""Where the pages of imports are mounted: `/<app>/import/`, under the app's own name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Place:
    """Addresses of the pages of one app's imports, and of one import: `place.columns`."""

    mount: str
    batch_id: int | None = None

    def to(self, page: str, *args: object) -> str:
        """The address of `import_<page>`."""
        given = args if self.batch_id is None else (self.batch_id, *args)
        return reverse(f"{self.mount}:import_{page}", args=given)

    @property
    def list(self) -> str:
        return reverse(f"{self.mount}:import_list")

    def __getattr__(self, page: str) -> str:
        if page.startswith("_"):
            raise AttributeError(page)
        return self.to(page)


def place_of(request: HttpRequest, batch_id: int | None = None) -> Place:
    """The place that a request is about."""
    match = request.resolver_match
    return Place(match.namespace if match else "", batch_id)
