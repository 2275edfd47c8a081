from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "photos"
    verbose_name = "Photos"

    def ready(self):
        from . import private, renditions, where_used

        private.connect(self.get_model("Photo"))
        renditions.connect(self.get_model("Photo"))
        where_used.connect(self.get_model("Photo"))
