"""Pages of the kernel: health, messages, gallery."""

app_name = "core"
urlpatterns: list = []
