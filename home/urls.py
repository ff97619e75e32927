"""Start pages and the pages about the portal itself."""

from django.urls import path

from home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("cookies/", views.cookies, name="cookies"),
    path("guides/", views.guide_index, name="guide_index"),
    path("guides/<slug:guide_key>/", views.guide_detail, name="guide_detail"),
    path("help-now/", views.help_now, name="help_now"),
    path("my-involvement/", views.my_involvement, name="my_involvement"),
    path("privacy/", views.privacy, name="privacy"),
    path("search/", views.search, name="search"),
]
