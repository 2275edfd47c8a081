from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm

from treatments.names import folded


class GlossaryTermForm(WagtailAdminModelForm):
    """A term with the other forms in which a text may use it."""

    def clean(self):
        cleaned = super().clean()
        self.refuse_unfit_names(cleaned)
        return cleaned

    def refuse_unfit_names(self, cleaned):
        """One word leads to one definition, and to one that can be found."""
        taken = self._meta.model.names_of_others(self.instance.pk)
        for form, field in [(self, "title"), *((row, "name") for row in self.rows())]:
            written = form.cleaned_data.get(field)
            if not written:
                continue
            if not folded(written):
                form.add_error(field, _("There is no letter in it: no text could be found by it."))
            elif folded(written) in taken:
                form.add_error(field, _("Another term is called so already. Use that one."))

    def rows(self):
        """The valid rows of other forms that are not to be deleted."""
        formset = self.formsets.get("other_forms")
        forms = formset.forms if formset else []
        return [form for form in forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
