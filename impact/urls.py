"""Impact: what changed, and how far the trust has come."""

from django.urls import path

from impact import views

app_name = "impact"
urlpatterns = [
    path("shift/", views.shift, name="shift"),
    path("shift/numbers.csv", views.shift_csv, name="shift_csv"),
]
