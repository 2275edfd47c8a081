"""What is true of many photos at once, as of all of one shoot: Wagtail's list of photos offers it for those ticked."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput
from wagtail.images.views.bulk_actions.image_bulk_action import ImageBulkAction
from wagtail.log_actions import log

from .models import Photo


class RightsForm(forms.ModelForm):
    """Empty fields leave each photo as it is."""

    class Meta:
        model = Photo
        fields = [
            *("credit", "photographer", "copyright_notice", "usage_terms", "licence_url", "licence_ends_on"),
            *("data_mining", "digital_source_type", "retouching", "retouching_declared_by"),
        ]
        widgets = {"usage_terms": AdminAutoHeightTextInput, "licence_ends_on": AdminDateInput}
        field_classes = {"licence_url": partial(forms.URLField, assume_scheme="https")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required, field.initial = False, None
            if isinstance(field, forms.ChoiceField):
                choices = Photo._meta.get_field(name).flatchoices  # ty: ignore[missing-union-attribute] - a column
                field.choices = [("", _("As it is")), *((value, text) for value, text in choices if value)]

    def clean(self):
        if not self.filled_in:
            raise ValidationError(_("Nothing is filled in, so nothing would change. Fill in what holds for all."))
        return self.cleaned_data

    @property
    def filled_in(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


class RightsBulkAction(ImageBulkAction):
    display_name = _("Rights")
    action_type = "rights"
    aria_label = _("Fill in the rights of the selected photos")
    template_name = "photos/admin/bulk_rights.html"
    action_priority = 15
    form_class = RightsForm

    def check_perm(self, obj):
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "change", obj)

    def get_execution_context(self):
        form = self.cleaned_form  # Wagtail asks for this when it is valid
        return {"filled_in": form.filled_in, "user": self.request.user}  # ty: ignore[missing-union-attribute]

    @classmethod
    @transaction.atomic
    def execute_action(cls, images, *, filled_in, user, **kwargs):
        """Fill in the same in each photo. Returns how many there were, as Wagtail asks: (photos, 0)."""
        for photo in images:
            for name, value in filled_in.items():
                setattr(photo, name, value)
            photo.save(update_fields=[*filled_in])  # one by one: whoever shows the photo hears of it
            log(instance=photo, action="wagtail.edit", user=user)
        return len(images), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext(
            "The rights of %(number)d photo are filled in.",
            "The rights of %(number)d photos are filled in.",
            num_parent_objects,
        ) % {"number": num_parent_objects}
