from django.urls import include, path

from tests.bench import views

urlpatterns = [
    path("bench/bare/<slug:job>/", views.bare),
    path("bench/twin/", views.twin),
    path("bench/kept/", views.kept),
    path("", include("cocreation.urls")),
]
