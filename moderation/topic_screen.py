"""Where managing editors say which topics a moderator looks after."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from articles.models import TopicPage
from comments.models import ReaderComment, TopicModerator
from comments.moderators import MODERATE, OVERSEE, holders_of


class TopicsForm(forms.Form):
    """For each moderator the topics; none means all."""

    def __init__(self, *args, moderators, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.moderators = {f"topics-{moderator.pk}": moderator for moderator in moderators}
        for name, moderator in self.moderators.items():
            self.fields[name] = forms.ModelMultipleChoiceField(
                topics, label=str(moderator), required=False, widget=forms.CheckboxSelectMultiple
            )
            self.initial[name] = [row.topic_id for row in moderator.moderated_topics.all()]

    def rows(self):
        for name, moderator in self.moderators.items():
            yield moderator, self[name]

    @transaction.atomic
    def save(self, by):
        """Write down what has changed; returns for how many moderators."""
        changed = [name for name in self.changed_data if name in self.moderators]
        for name in changed:
            moderator, topics = self.moderators[name], self.cleaned_data[name]
            TopicModerator.objects.filter(user=moderator).delete()
            TopicModerator.objects.bulk_create([TopicModerator(user=moderator, topic=topic) for topic in topics])
            log(moderator, "comments.topics", user=by, data={"topics": [topic.title for topic in topics]})
        return len(changed)


class TopicsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    model = ReaderComment
    any_permission_required = ["oversee"]
    template_name = "moderation/topics.html"
    page_title = gettext_lazy("Topics of moderators")
    header_icon = "tag"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def form(self, data=None):
        moderators = holders_of(MODERATE).prefetch_related("moderated_topics").order_by("email")
        return TopicsForm(data, moderators=moderators, topics=TopicPage.objects.order_by("title"))

    def get(self, request):
        return self.render_to_response(self.get_context_data(form=self.form()))

    def post(self, request):
        if not request.user.has_perm(OVERSEE):
            raise PermissionDenied
        form = self.form(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was changed: one of the topics is gone. Look at the list once more."))
            return self.render_to_response(self.get_context_data(form=form))
        form.save(request.user)
        messages.success(request, _("The topics are saved."))
        return redirect("moderation:topics")
