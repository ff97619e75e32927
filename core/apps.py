from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Shared kernel"

    def ready(self) -> None:
        # Each app's plugs.py fills sockets with what leans on its models.
        autodiscover_modules("plugs")
