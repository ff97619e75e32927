"""The levels, the onion, and the rounds in which it is completed."""

from django.urls import path

from activities.views import (
    levels,
    mapping,
    onion,
)

urlpatterns = [
    # Levels
    path("levels/", levels.level_list, name="level_list"),
    path("levels/which/", levels.level_finder, name="level_finder"),
    path("levels/<slug:code>/words/", levels.level_reword, name="level_reword"),
    # The onion
    path("onion/", onion.onion, name="onion"),
    path("onion/picture.svg", onion.onion_svg, name="onion_svg"),
    path("onion/numbers.csv", onion.onion_csv, name="onion_csv"),
    path("onion/directorates/", onion.onion_directorates, name="onion_directorates"),
    path("onion/public/", onion.onion_public, name="onion_public"),
    path("onion/public/picture.svg", onion.onion_public_svg, name="onion_public_svg"),
    path("onion/public/numbers.csv", onion.onion_public_csv, name="onion_public_csv"),
    # Mapping rounds
    path("mapping/", mapping.mapping_list, name="mapping_list"),
    path("mapping/open/", mapping.mapping_open, name="mapping_open"),
    path("mapping/<int:round_id>/", mapping.mapping_detail, name="mapping_detail"),
    path("mapping/<int:round_id>/remind/", mapping.mapping_remind, name="mapping_remind"),
    path("mapping/<int:round_id>/close/", mapping.mapping_close, name="mapping_close"),
    path("mapping/answers/<int:reply_id>/", mapping.mapping_answer, name="mapping_answer"),
    path(
        "mapping/answers/<int:reply_id>/lead/",
        mapping.mapping_choose_lead,
        name="mapping_choose_lead",
    ),
    path("mapping/answers/<int:reply_id>/reopen/", mapping.mapping_reopen, name="mapping_reopen"),
]
