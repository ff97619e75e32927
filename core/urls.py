"""Pages of the kernel: health, messages, gallery."""

from django.urls import path

from core.drafts.views import draft_keep
from core.gallery import gallery, theme
from core.health.views import health, healthz, readyz
from core.outbox.views import message_decide, message_detail, message_list

app_name = "core"
urlpatterns = [
    path("core/drafts/keep/", draft_keep, name="draft_keep"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("core/health/", health, name="health"),
    path("core/messages/", message_list, name="message_list"),
    path("core/messages/<uuid:message_id>/", message_detail, name="message_detail"),
    path("core/messages/<uuid:message_id>/decide/", message_decide, name="message_decide"),
    path("core/gallery/", gallery, name="gallery"),
    path("core/theme.css", theme, name="theme"),
]
