from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm


class TreatmentForm(WagtailAdminModelForm):
    """A treatment with its names and what the law says of it, place by place."""

    def clean(self):
        cleaned = super().clean()
        self.refuse_taken_names(cleaned)
        return cleaned

    def refuse_taken_names(self, cleaned):
        """One name leads to one treatment, whether it is the first name or another one."""
        from .names import folded, names_of_others  # whose models need this form themselves

        first, other = names_of_others(self.instance.pk)
        is_first = _("There is a treatment of this name already.")
        is_other = _("This is another name of a treatment already.")
        name = folded(cleaned.get("name", ""))
        if name in first | other:
            self.add_error("name", is_first if name in first else is_other)
        for form in self.rows_of("other_names"):
            name = folded(form.cleaned_data.get("name", ""))
            if name in first | other:
                form.add_error("name", f"{is_first if name in first else is_other} {_('Use that one.')}")

    def rows_of(self, relation):
        """The valid rows of a relation that are not to be deleted."""
        formset = self.formsets.get(relation)
        forms = formset.forms if formset else []
        return [form for form in forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
