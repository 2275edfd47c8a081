"""Searches that moderators keep: their own, and those they share."""

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.admin import messages

from comments.moderation import check_moderator

from .decisions import next_url
from .filters import asked, mistakes_in
from .models import MOST_SAVED, SavedFilter


class SavedFilterForm(forms.ModelForm):
    shared = forms.BooleanField(required=False)

    class Meta:
        model = SavedFilter
        fields = ["name", "queue", "query"]

    def clean_query(self):
        """Only what the filters understand, and only if it makes sense to them."""
        terms = asked(QueryDict(self.cleaned_data["query"]))
        if not terms:
            raise forms.ValidationError(_("Search or filter first: there is nothing to save yet."))
        if mistakes := mistakes_in(terms):
            raise forms.ValidationError(mistakes)
        return terms.urlencode()


@require_POST
def save(request):
    """Keep a search under a name. The same name again replaces what was kept under it."""
    check_moderator(request.user)
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        name = form.data.get("name", "")
        messages.error(request, " ".join([_("The filter “%(name)s” was not saved.") % {"name": name}, *sentences]))
        return redirect(next_url(request))
    data = form.cleaned_data
    owner = None if data["shared"] else request.user
    kept = SavedFilter.objects.filter(owner=owner)
    if kept.count() >= MOST_SAVED and not kept.filter(name=data["name"]).exists():
        sentence = _("The filter “%(name)s” was not saved: there are %(number)s already. Delete one first.")
        messages.error(request, sentence % {"name": data["name"], "number": MOST_SAVED})
        return redirect(next_url(request))
    fields = {"queue": data["queue"], "query": data["query"]}
    saved, _created = SavedFilter.objects.update_or_create(owner=owner, name=data["name"], defaults=fields)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": saved})
    return redirect(saved)


@require_POST
def delete(request, pk):
    """Forget a filter: one's own, or a shared one."""
    check_moderator(request.user)
    saved = get_object_or_404(SavedFilter, Q(owner=request.user) | Q(owner=None), pk=pk)
    saved.delete()
    context = {"saved": saved, "next": next_url(request)}
    messages.success(request, render_to_string("moderation/_filter_deleted.html", context, request))
    return redirect(next_url(request))
