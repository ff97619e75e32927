"""The pages of imports, mounted by each app: `path("import/", include(import_urls("activities", ...)))`."""

from __future__ import annotations

from django.urls import URLPattern, path

from core.access import requires
from core.files.uploads import takes_files
from core.imports.services.batches import TAKES
from core.imports.views import load, match, repair, start


def import_urls(*, permission: str) -> list[URLPattern]:
    """The pages of the imports of one app; `permission` is what its least careful kind asks for.

    What a kind asks for beyond that, and whose import it is, the pages ask themselves.
    """
    mark = requires(permission)
    takes = takes_files(most_bytes=TAKES.most_bytes)
    return [
        path("", mark(start.import_list), name="import_list"),
        path("start/<slug:kind>/", takes(mark(start.import_start)), name="import_start"),
        path(
            "example/<slug:kind>.<slug:ending>", mark(start.import_example), name="import_example"
        ),
        path("<int:batch_id>/", mark(start.import_detail), name="import_detail"),
        path("<int:batch_id>/stop/", mark(start.import_stop), name="import_stop"),
        path("<int:batch_id>/resume/", mark(start.import_resume), name="import_resume"),
        path("<int:batch_id>/drop/", mark(start.import_drop), name="import_drop"),
        path("<int:batch_id>/layout/", mark(match.import_layout), name="import_layout"),
        path("<int:batch_id>/columns/", mark(match.import_columns), name="import_columns"),
        path("<int:batch_id>/problems/", mark(repair.import_problems), name="import_problems"),
        path(
            "<int:batch_id>/problems/<int:answer_id>/drop/",
            mark(repair.import_answer_drop),
            name="import_answer_drop",
        ),
        path("<int:batch_id>/rows/", mark(repair.import_rows), name="import_rows"),
        path("<int:batch_id>/doubles/", mark(repair.import_doubles), name="import_doubles"),
        path("<int:batch_id>/load/", mark(load.import_load), name="import_load"),
        path("<int:batch_id>/report/", mark(load.import_report), name="import_report"),
        path("<int:batch_id>/refused/", mark(load.import_refused), name="import_refused"),
        path("<int:batch_id>/undo/", mark(load.import_undo), name="import_undo"),
    ]
