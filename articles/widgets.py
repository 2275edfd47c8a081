from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import JSContext
from wagtail.snippets.widgets import AdminSnippetChooser


class SeveralChooser(forms.CheckboxSelectMultiple):
    """The things that are chosen, each with a tick to take away, and Wagtail's chooser to add more.

    A list of all there are would grow with the house: a magazine keeps thousands of products.

    Args:
        model: a snippet's.
        add_text: what stands on the button.
    """

    def __init__(self, model, add_text, attrs=None):
        super().__init__(attrs)
        self.model, self.add_text = model, add_text

    def optgroups(self, name, value, attrs=None):
        """As Django's, of what is chosen alone. What is no number was not chosen here."""
        offered: Any = self.choices  # of a ModelMultipleChoiceField
        chosen = offered.queryset.filter(pk__in=[each for each in value if str(each).isdecimal()])
        return [
            (None, [self.create_option(name, thing.pk, str(thing), True, number, attrs=attrs)], number)
            for number, thing in enumerate(chosen)
        ]

    def render(self, name, value, attrs=None, renderer=None):
        context = self.get_context(name, value, attrs)
        chooser = JSContext().pack(AdminSnippetChooser(self.model))
        return render_to_string("articles/widgets/several.html", context | {"chooser": chooser, "add": self.add_text})

    @cached_property
    def media(self):
        js = JSContext()
        js.pack(AdminSnippetChooser(self.model))
        return js.media + forms.Media(js=[versioned_static("articles/js/several.js")])
