"""The site's table of contents: the first part of an address names the app."""

from django.urls import include, path

handler400 = "home.views.bad_request"
handler403 = "home.views.not_allowed"
handler404 = "home.views.not_found"
handler500 = "home.views.server_error"

urlpatterns = [
    path("", include("home.urls")),
    path("", include("core.urls")),
    path("activities/", include("activities.urls")),
    path("claims/", include("claims.urls")),
    path("impact/", include("impact.urls")),
    path("organisation/", include("organisation.urls")),
    path("community/", include("community.urls")),
    # Short, because it is printed on paper and read out on the telephone.
    path("join/", include("community.join_urls")),
    path("users/", include("users.urls")),
    path("account/", include("users.sign_in_urls")),
]
