"""Pages about the trust's parts, posts, places and word lists."""

from django.urls import include, path

from core.imports.urls import import_urls
from organisation.views import (
    directorates,
    earlier,
    overview,
    places,
    posts,
    special_days,
    teams,
    words,
)

app_name = "organisation"
urlpatterns = [
    path("", overview, name="overview"),
    path("directorates/", directorates.directorate_list, name="directorate_list"),
    path("directorates/open/", directorates.directorate_open, name="directorate_open"),
    path("directorates/<int:pk>/", directorates.directorate_detail, name="directorate_detail"),
    path(
        "directorates/<int:pk>/rename/", directorates.directorate_rename, name="directorate_rename"
    ),
    path(
        "directorates/<int:pk>/history/<int:version>/",
        earlier.directorate_restore,
        name="directorate_restore",
    ),
    path("directorates/<int:pk>/close/", directorates.directorate_close, name="directorate_close"),
    path("directorates/<int:pk>/services/open/", teams.service_open, name="service_open"),
    path("services/", teams.service_list, name="service_list"),
    path("services/<int:pk>/", teams.service_detail, name="service_detail"),
    path("services/<int:pk>/change/", teams.service_change, name="service_change"),
    path(
        "services/<int:pk>/history/<int:version>/", earlier.service_restore, name="service_restore"
    ),
    path("services/<int:pk>/move/", teams.service_move, name="service_move"),
    path("services/<int:pk>/close/", teams.service_close, name="service_close"),
    path("posts/", posts.post_list, name="post_list"),
    path("posts/add/", posts.post_add, name="post_add"),
    path("posts/<int:pk>/", posts.post_detail, name="post_detail"),
    path("posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path("import/", include(import_urls(permission="keep_organisation"))),
    path("venues/", places.venue_list, name="venue_list"),
    path("venues/add/", places.venue_add, name="venue_add"),
    path("venues/<int:pk>/", places.venue_detail, name="venue_detail"),
    path("venues/<int:pk>/change/", places.venue_change, name="venue_change"),
    path("venues/<int:pk>/history/<int:version>/", earlier.venue_restore, name="venue_restore"),
    path("venues/<int:pk>/put-away/", places.venue_put_away, name="venue_put_away"),
    path("venues/<int:pk>/bring-back/", places.venue_bring_back, name="venue_bring_back"),
    path("areas/", places.area_list, name="area_list"),
    path("areas/add/", places.area_add, name="area_add"),
    path("areas/<int:pk>/", places.area_change, name="area_change"),
    path("areas/<int:pk>/history/<int:version>/", earlier.area_restore, name="area_restore"),
    path("words/", words.word_lists, name="word_lists"),
    path("words/<slug:name>/", words.word_list, name="word_list"),
    path("words/<slug:name>/add/", words.word_add, name="word_add"),
    path("words/<slug:name>/<int:pk>/", words.word_change, name="word_change"),
    path(
        "words/<slug:name>/<int:pk>/history/<int:version>/",
        earlier.word_restore,
        name="word_restore",
    ),
    path("words/<slug:name>/<int:pk>/place/", words.word_place, name="word_place"),
    path("words/<slug:name>/<int:pk>/put-away/", words.word_put_away, name="word_put_away"),
    path("words/<slug:name>/<int:pk>/bring-back/", words.word_bring_back, name="word_bring_back"),
    path("special-days/", special_days.special_day_list, name="special_day_list"),
    path("special-days/add/", special_days.special_day_add, name="special_day_add"),
    path("special-days/<int:pk>/", special_days.special_day_detail, name="special_day_detail"),
    path(
        "special-days/<int:pk>/change/", special_days.special_day_change, name="special_day_change"
    ),
    path(
        "special-days/<int:pk>/history/<int:version>/",
        special_days.special_day_restore,
        name="special_day_restore",
    ),
    path(
        "special-days/<int:pk>/put-away/",
        special_days.special_day_put_away,
        name="special_day_put_away",
    ),
    path(
        "special-days/<int:pk>/bring-back/",
        special_days.special_day_bring_back,
        name="special_day_bring_back",
    ),
    path(
        "special-days/<int:pk>/dates/add/", special_days.special_date_add, name="special_date_add"
    ),
    path(
        "special-days/dates/<int:special_date_id>/remove/",
        special_days.special_date_remove,
        name="special_date_remove",
    ),
]
