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
        from .models import OtherName, Treatment  # which need this form themselves

        others = Treatment.objects.exclude(pk=self.instance.pk)
        name = " ".join(cleaned.get("name", "").split())
        if name and OtherName.objects.filter(name__iexact=name).exclude(treatment=self.instance.pk).exists():
            self.add_error("name", _("This is another name of a treatment already."))
        elif name and others.filter(name__iexact=name).exclude(name=name).exists():
            self.add_error("name", _("There is a treatment of this name already."))
        for form in self.rows_of("other_names"):
            if others.filter(name__iexact=form.cleaned_data.get("name", "")).exists():
                form.add_error("name", _("There is a treatment of this name already. Use that one."))

    def rows_of(self, relation):
        """The valid rows of a relation that are not to be deleted."""
        formset = self.formsets.get(relation)
        forms = formset.forms if formset else []
        return [form for form in forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
