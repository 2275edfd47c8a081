"""Where managing editors switch the rules, and list the house's own words."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from screening.pipeline import profile_book
from screening.rulebook import HouseWord, RuleSetting, WordKind, current_book, each_rule, profile_in_use, set_rules
from screening.rules.rule import Mode, Profile
from screening.rules.wording import phrase_key

from .backtest import REMEMBERED, shadow_tallies, tried

CHANGE_RULES = "screening.change_rulesetting"
GREATEST_NUMBER = 100_000

PROFILE_HELP = {
    Profile.OPEN: gettext_lazy("Publish at once what no rule holds."),
    Profile.BALANCED: gettext_lazy("Every comment waits for a moderator; what can be put right is given back once."),
    Profile.STRICT: gettext_lazy("Every comment waits; lower limits, and more is given back."),
}


class RulesForm(forms.Form):
    """The mode of every rule, and its number where it has one."""

    def __init__(self, *args, book, **kwargs):
        super().__init__(*args, **kwargs)
        for rule in each_rule():
            mode, number = book[rule.name]
            choices = [(mode.value, mode.label) for mode in Mode if mode != Mode.REFUSE or rule.advice]
            self.fields[f"{rule.name}-mode"] = forms.ChoiceField(label=rule.label, choices=choices, initial=mode)
            if rule.numbers:
                self.fields[f"{rule.name}-number"] = forms.IntegerField(
                    label=rule.number_label, min_value=0, max_value=GREATEST_NUMBER, initial=number
                )

        self.fields["word"] = forms.CharField(label=_("Try a word or phrase, too"), max_length=60, required=False)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What it means here"), choices=WordKind.choices, required=False, initial=WordKind.SUSPECT
        )

    def rows(self, trial=None):
        """Each rule with its fields, for the table; with what it would have done, and what it has done in shadow."""
        shadows = shadow_tallies()
        for rule in each_rule():
            number = self[f"{rule.name}-number"] if rule.numbers else None
            tally = trial.by_rule.get(rule.name) if trial else None
            mode = self[f"{rule.name}-mode"]
            yield rule, mode, number, tally, rule.name in REMEMBERED, shadows.get(rule.name)

    def book(self):
        data = self.cleaned_data
        return {rule.name: (Mode(data[f"{rule.name}-mode"]), data.get(f"{rule.name}-number")) for rule in each_rule()}


class RulesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """All rules on one screen, in the order in which they are asked."""

    model = RuleSetting
    any_permission_required = ["change"]
    template_name = "moderation/rules.html"
    page_title = gettext_lazy("Comment rules")
    header_icon = "comment"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request):
        """The rules as they are; with `profile`, as that profile has them. Only Save keeps it."""
        if "profile" not in request.GET:
            return self.show(RulesForm(book=current_book()))
        if request.GET["profile"] not in Profile.values:
            raise Http404
        profile = Profile(request.GET["profile"])
        return self.show(RulesForm(book=profile_book(profile)), profile=profile)

    def post(self, request):
        form = RulesForm(request.POST, book=current_book())
        if not form.is_valid():
            messages.error(request, _("Nothing was changed: see the fields marked below."))
            return self.show(form)
        if "try" in request.POST:
            data = form.cleaned_data
            return self.show(form, tried(form.book(), current_book(), data["word"], data["kind"] or WordKind.SUSPECT))
        tell_changed(request, set_rules(form.book(), by=request.user))
        return redirect("moderation:rules")

    def show(self, form, trial=None, profile=None):
        now = current_book()
        context = self.get_context_data(
            form=form,
            rows=list(form.rows(trial)),
            trial=trial,
            in_use=profile_in_use(now),
            profile=profile,
            differences=differences(profile_book(profile), now) if profile else [],
            profiles=PROFILE_HELP.items(),
            words_url=reverse("house_words:index"),
        )
        return self.render_to_response(context)


def differences(book, now):
    """What saving this book would change: (rule, its setting now, its setting then)."""
    changed = [rule for rule in each_rule() if book[rule.name] != now[rule.name]]
    return [(rule, in_words(*now[rule.name]), in_words(*book[rule.name])) for rule in changed]


def in_words(mode, number):
    return mode.label if number is None else f"{mode.label}, {number}"


def tell_changed(request, changed):
    if not changed:
        messages.success(request, _("All rules were like that already."))
        return
    text = ngettext("%(number)s rule changed.", "%(number)s rules changed.", len(changed))
    messages.success(request, text % {"number": len(changed)})


class HouseWordForm(WagtailAdminModelForm):
    def clean_text(self):
        text = " ".join(self.cleaned_data["text"].split())
        key = phrase_key(text)
        if not key:
            raise forms.ValidationError(_("Enter at least one letter or digit."))
        if HouseWord.objects.exclude(pk=self.instance.pk).filter(key=key).exists():
            raise forms.ValidationError(_("This word is on the list already, perhaps spelled differently."))
        return text


class HouseWordViewSet(ModelViewSet):
    """The house's own words. Capitals, accents and the like make no difference."""

    model = HouseWord
    name = "house_words"
    url_prefix = "comments/words"
    icon = "list-ul"
    menu_label = gettext_lazy("Comment words")
    menu_order = 207
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = ["text", "kind"]
    list_filter = ["kind"]
    search_fields = ["text"]
    form_fields = ["text", "kind"]

    def get_form_class(self, for_update=False):
        return forms.modelform_factory(HouseWord, form=HouseWordForm, fields=self.form_fields)

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(usage_url_name=self.UNDEFINED, **kwargs)

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
