from django.apps import AppConfig
from django.core import checks


class PhotosConfig(AppConfig):
    name = "photos"
    verbose_name = "Photos"

    def ready(self):
        from . import renditions, signing, where_used

        renditions.connect(self.get_model("Photo"))
        where_used.connect(self.get_model("Photo"))
        checks.register(signing.check_certificate)
