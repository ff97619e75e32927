"""Pages about the people and organisations that shape care with the trust."""

from django.urls import path

from community import views

app_name = "community"
urlpatterns = [
    path("partners/", views.partner_list, name="partner_list"),
    path("partners/add/", views.partner_add, name="partner_add"),
    path("partners/<int:pk>/", views.partner_rename, name="partner_rename"),
    path("partners/<int:pk>/put-away/", views.partner_put_away, name="partner_put_away"),
    path("partners/<int:pk>/bring-back/", views.partner_bring_back, name="partner_bring_back"),
]
