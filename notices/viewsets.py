"""The screens for webhooks: what is told where, and what came of each message."""

import json
from datetime import datetime

import django_filters

from django.db.models import OuterRef, Subquery
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from articles.house_time import told

from . import views
from .forms import WebhookForm
from .models import DeliveryState, Event, Webhook, WebhookDelivery


def deliveries_of(webhook):
    return f"{reverse('webhook_deliveries:index')}?webhook={webhook.pk}"


class WebhookIndexView(generic.IndexView):
    """Every webhook, with what became of its newest message."""

    def get_base_queryset(self):
        newest = WebhookDelivery.objects.filter(webhook=OuterRef("pk")).order_by("-created_at", "-pk")
        return Webhook.objects.annotate(newest_state=Subquery(newest.values("state")[:1]))

    @cached_property
    def columns(self):
        return [
            self._get_title_column("name", column_class=TitleColumn),
            Column("host", label=_("Address"), accessor=lambda webhook: webhook.url.split("/")[2]),
            BooleanColumn("active", label=_("Active"), sort_key="active"),
            StatusTagColumn(
                "newest_state",
                label=_("Newest message"),
                accessor=lambda webhook: (
                    DeliveryState(webhook.newest_state).label if webhook.newest_state else _("None")
                ),
                primary=lambda webhook: webhook.newest_state == DeliveryState.DELIVERED,
            ),
        ]

    @cached_property
    def header_buttons(self):
        log = HeaderButton(_("Deliveries"), url=reverse("webhook_deliveries:index"), icon_name="list-ul")
        return [*super().header_buttons, log]

    def get_list_more_buttons(self, instance):
        log = Button(_("Deliveries"), url=deliveries_of(instance), icon_name="list-ul", priority=15)
        return [*super().get_list_more_buttons(instance), log]


class WebhookEditView(generic.EditView):
    template_name = "notices/admin/webhook_edit.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"deliveries_url": deliveries_of(self.object)}


class WebhookViewSet(ModelViewSet):
    model = Webhook
    name = "webhooks"
    icon = "rotate"
    add_to_settings_menu = True
    menu_order = 900
    index_view_class = WebhookIndexView
    edit_view_class = WebhookEditView
    copy_view_enabled = False  # a copy would carry the secret along
    add_to_reference_index = False

    def get_form_class(self, for_update=False):
        return WebhookForm

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(usage_url_name=self.UNDEFINED, **kwargs)

    def get_urlpatterns(self):
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
        return [*patterns, path("test/<int:pk>/", views.send_test, name="test")]


class DeliveryFilterSet(WagtailFilterSet):
    webhook = django_filters.ModelChoiceFilter(queryset=Webhook.objects.all(), label=_("Webhook"))
    state = django_filters.ChoiceFilter(choices=DeliveryState.choices, label=_("State"))
    event = django_filters.ChoiceFilter(choices=Event.choices, label=_("Event"))
    created_at = django_filters.DateFromToRangeFilter(label=_("Happened"), widget=DateRangePickerWidget)

    class Meta:
        model = WebhookDelivery
        fields = []


class EventColumn(TitleColumn):
    """What happened, which webhook was to be told, and when."""

    cell_template_name = "notices/admin/event_cell.html"


class ResultColumn(Column):
    """What came of it, and when it is tried next."""

    cell_template_name = "notices/admin/result_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        # Wagtail's own dates call everything that is still to come "just now".
        soon = instance.next_attempt_at and told(instance.next_attempt_at)
        return super().get_cell_context_data(instance, parent_context) | {"next_attempt": soon}


class SendAgainColumn(Column):
    """A button; `next_url` is where it leads back to."""

    cell_template_name = "notices/admin/send_again_cell.html"

    def __init__(self, *args, next_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.next_url = next_url

    def get_cell_context_data(self, instance, parent_context):
        return super().get_cell_context_data(instance, parent_context) | {
            "next": self.next_url,
            "csrf_token": get_token(parent_context["request"]),
        }


class BelowWebhooks:
    """Webhooks, in the settings menu, are the way to these screens, and back."""

    @property
    def breadcrumbs_items(self):
        return [*generic.IndexView.breadcrumbs_items, {"url": reverse("webhooks:index"), "label": _("Webhooks")}]


class DeliveryIndexView(BelowWebhooks, generic.IndexView):
    """Every message of the last thirty days."""

    filterset_class = DeliveryFilterSet
    default_ordering = "-created_at"
    paginate_by = 50
    page_title = _("Webhook deliveries")

    def get_base_queryset(self):
        return WebhookDelivery.objects.select_related("webhook").defer("body")

    @cached_property
    def columns(self):
        columns = [
            EventColumn("what", label=_("Event"), accessor=str, get_url=self.get_inspect_url, width="50%"),
            ResultColumn("state", label=_("Result"), sort_key="state"),
        ]
        if self.request.user.has_perm("notices.change_webhook"):
            columns.append(SendAgainColumn("send_again", label=_("Action"), next_url=self.address()))
        return columns

    def address(self):
        """This list with its present filters and page, also where only its results were asked for."""
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url


class DeliveryView(BelowWebhooks, generic.InspectView):
    """One message: what was sent, and what came back."""

    template_name = "notices/admin/delivery.html"
    page_title = _("Delivery")
    fields = [
        "webhook",
        "state",
        "attempt",
        "created_at",
        "attempted_at",
        "next_attempt_at",
        "status_code",
        "duration_ms",
        "error",
        "event_id",
    ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "body": json.dumps(json.loads(self.object.body), indent=2, ensure_ascii=False),
            "next": self.request.path,
            "may_send_again": self.request.user.has_perm("notices.change_webhook"),
        }

    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        return told(value) if isinstance(value, datetime) else value

    def get_fields_context(self):
        return [field for field in super().get_fields_context() if field["value"] not in (None, "")]


class DeliveryViewSet(ModelViewSet):
    """Deliveries are made by events, read here, and forgotten after thirty days."""

    model = WebhookDelivery
    name = "webhook_deliveries"
    url_prefix = "webhooks/deliveries"
    icon = "list-ul"
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_template_name = DeliveryIndexView.template_name
    inspect_template_name = DeliveryView.template_name

    def get_common_view_kwargs(self, **kwargs):
        screens_there_are_not = dict.fromkeys(
            ["add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"], self.UNDEFINED
        )
        return super().get_common_view_kwargs(**screens_there_are_not, **kwargs)

    def get_inspect_view_kwargs(self, **kwargs):
        return super().get_inspect_view_kwargs(**{"fields": DeliveryView.fields, **kwargs})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/send-again/", views.send_again, name="send_again"),
        ]
