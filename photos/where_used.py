"""What a photo lacks, the stories that show it lack too."""

from django.db.models.signals import post_save

from readiness.reports import recheck_users_of


def connect(photo_model):
    post_save.connect(_photo_saved, sender=photo_model, dispatch_uid="photos.where_used.saved")


def _photo_saved(instance, created, raw, **kwargs):
    if not created and not raw:
        recheck_users_of(instance)
