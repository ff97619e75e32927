"""The way out to the trust's sign-in and back."""

from django.urls import path

from users.sign_on import views

app_name = "users_sign_on"
urlpatterns = [
    path("code/", views.sign_on_confirm, name="sign_on_confirm"),
    path("<slug:provider>/", views.sign_on_start, name="sign_on_start"),
    path("<slug:provider>/back/", views.sign_on_return, name="sign_on_return"),
]
