"""Pages of the kernel: health, messages, work, saved views, gallery."""

from django.urls import path

from core.drafts.views import draft_keep
from core.exports import views as exports
from core.gallery import gallery, theme
from core.health.views import health, healthz, readyz
from core.outbox.views import message_decide, message_detail, message_list
from core.saved.views import (
    saved_view_add,
    saved_view_change,
    saved_view_delete,
    saved_view_list,
    saved_view_unshare,
)
from core.work.views import work_state

app_name = "core"
urlpatterns = [
    path("core/drafts/keep/", draft_keep, name="draft_keep"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("core/health/", health, name="health"),
    path("core/messages/", message_list, name="message_list"),
    path("core/messages/<uuid:message_id>/", message_detail, name="message_detail"),
    path("core/messages/<uuid:message_id>/decide/", message_decide, name="message_decide"),
    path("core/exports/", exports.export_list, name="export_list"),
    path("core/exports/add/", exports.export_add, name="export_add"),
    path("core/exports/<uuid:export_id>/", exports.export_detail, name="export_detail"),
    path("core/exports/<uuid:export_id>/file/", exports.export_file, name="export_file"),
    path("core/exports/<uuid:export_id>/stop/", exports.export_stop, name="export_stop"),
    path("core/exports/<uuid:export_id>/remove/", exports.export_remove, name="export_remove"),
    path("core/work/<uuid:work_id>/state.json", work_state, name="work_state"),
    path("core/views/", saved_view_list, name="saved_view_list"),
    path("core/views/save/<str:list_name>/", saved_view_add, name="saved_view_add"),
    path("core/views/<int:view_id>/change/", saved_view_change, name="saved_view_change"),
    path("core/views/<int:view_id>/delete/", saved_view_delete, name="saved_view_delete"),
    path("core/views/<int:view_id>/unshare/", saved_view_unshare, name="saved_view_unshare"),
    path("core/gallery/", gallery, name="gallery"),
    path("core/theme.css", theme, name="theme"),
]
