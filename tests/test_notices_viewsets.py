"""The screens for webhooks and their deliveries."""

import uuid

import pytest

from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from notices.models import DeliveryState, Webhook, WebhookDelivery
from tests.answers import HOSTILE

pytestmark = pytest.mark.django_db

INDEX = "/admin/webhooks/"
NEW = "/admin/webhooks/new/"
DELIVERIES = "/admin/webhooks/deliveries/"


@pytest.fixture(autouse=True)
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.ALLOW_PRIVATE_TARGETS = True


@pytest.fixture
def webhook():
    return Webhook.objects.create(name="Slack", url="http://127.0.0.1:1/hook", events=["published"])


@pytest.fixture
def managing(login, staff):
    return login(staff[Role.MANAGING_EDITOR])


def delivery(webhook, **fields):
    fields = {
        "event_id": uuid.uuid4(),
        "event": "published",
        "story": "A balm <script>",
        "body": '{"text": "“A balm <script>” is published"}',
        "state": DeliveryState.FAILED,
        "error": "It answered with the error 500 <b>.",
        "status_code": 500,
        "response": "<script>alert(1)</script>",
        "attempt": 5,
        "attempted_at": timezone.now(),
    } | fields
    return WebhookDelivery.objects.create(webhook=webhook, **fields)


def text(response):
    return " ".join(response.content.decode().split())


def form(**fields):
    return {
        "name": "Slack",
        "url": "http://127.0.0.1:1/hook",
        "events": ["published", "sent_back"],
        "active": "on",
    } | fields


def addresses(webhook, one):
    """Every screen and every form, as (method, address, data)."""
    return [
        ("get", INDEX, {}),
        ("get", f"{INDEX}results/", {}),
        ("get", NEW, {}),
        ("post", NEW, form(name="Mine", secret="s" * 20)),
        ("get", f"{INDEX}edit/{webhook.pk}/", {}),
        ("post", f"{INDEX}edit/{webhook.pk}/", form(name="Mine")),
        ("get", f"{INDEX}history/{webhook.pk}/", {}),
        ("get", f"{INDEX}delete/{webhook.pk}/", {}),
        ("post", f"{INDEX}delete/{webhook.pk}/", {}),
        ("post", reverse("webhooks:test", args=[webhook.pk]), {}),
        ("get", DELIVERIES, {}),
        ("get", f"{DELIVERIES}results/", {}),
        ("get", f"{DELIVERIES}{one.pk}/", {}),
        ("post", reverse("webhook_deliveries:send_again", args=[one.pk]), {}),
    ]


@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.MANAGING_EDITOR)])
def test_others_than_managing_editors_see_and_do_nothing(client, webhook, staff, role):
    one = delivery(webhook)
    if role:
        client.force_login(staff[role])
    for method, address, data in addresses(webhook, one):
        response = getattr(client, method)(address, data)
        assert response.status_code in {302, 403}, address
        assert "A balm" not in text(response)
    assert list(Webhook.objects.values_list("name", flat=True)) == ["Slack"]
    assert WebhookDelivery.objects.get().state == DeliveryState.FAILED


def test_managing_editors_get_every_screen(managing, webhook):
    one = delivery(webhook)
    for method, address, _data in addresses(webhook, one):
        if method == "get":
            assert managing.get(address).status_code == 200, address


def test_webhooks_are_in_the_settings_menu_for_those_who_may_manage_them(managing, login, staff):
    assert INDEX in text(managing.get("/admin/"))
    assert INDEX not in text(login(staff[Role.WRITER]).get("/admin/"))


@pytest.mark.parametrize("name", ["usage", "copy", "inspect"])
def test_there_is_no_screen_that_would_copy_or_show_a_secret(managing, webhook, name):
    assert managing.get(f"{INDEX}{name}/{webhook.pk}/").status_code == 404


# Making and changing ------------------------------------------------------------------------------


def test_the_secret_is_shown_while_a_webhook_is_made_and_never_again(managing):
    response = managing.get(NEW)
    offered = response.context["form"]["secret"].value()
    assert offered in text(response)
    managing.post(NEW, form(secret=offered))
    webhook = Webhook.objects.get()
    assert webhook.secret == offered
    assert webhook.events == ["published", "sent_back"]
    for address in (INDEX, f"{INDEX}edit/{webhook.pk}/", f"{INDEX}history/{webhook.pk}/"):
        assert offered not in text(managing.get(address))


def test_a_form_that_comes_back_keeps_the_secret_that_was_copied(managing):
    offered = managing.get(NEW).context["form"]["secret"].value()
    page = text(managing.post(NEW, form(secret=offered, url="https://")))
    assert offered in page
    assert not Webhook.objects.exists()


def test_saving_without_a_new_secret_keeps_the_present_one(managing, webhook):
    before = webhook.secret
    managing.post(f"{INDEX}edit/{webhook.pk}/", form(name="Desk channel", secret=""))
    webhook.refresh_from_db()
    assert (webhook.name, webhook.secret) == ("Desk channel", before)


def test_a_secret_can_be_replaced_but_not_by_a_guessable_one(managing, webhook):
    page = text(managing.post(f"{INDEX}edit/{webhook.pk}/", form(secret="short")))
    assert "at least 20 characters" in page
    managing.post(f"{INDEX}edit/{webhook.pk}/", form(secret="a-new-secret-of-some-length"))
    webhook.refresh_from_db()
    assert webhook.secret == "a-new-secret-of-some-length"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"url": "https://127.0.0.1/"}, "not on the public internet"),
        ({"url": "http://hooks.example.org/"}, "Only https:// addresses"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"events": []}, "This field is required"),
        ({"events": ["invented"]}, "not one of the available choices"),
        ({"events": ["test"]}, "not one of the available choices"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(managing, settings, wrong, reason):
    settings.ALLOW_PRIVATE_TARGETS = False
    page = text(managing.post(NEW, form(secret="s" * 20) | wrong))
    assert reason in page
    assert not Webhook.objects.exists()


def test_a_webhook_whose_target_is_gone_can_still_be_switched_off(managing, webhook, settings):
    settings.ALLOW_PRIVATE_TARGETS = False
    changed = form(url="https://127.0.0.1/", secret="")
    del changed["active"]
    managing.post(f"{INDEX}edit/{webhook.pk}/", changed)
    webhook.refresh_from_db()
    assert not webhook.active


def test_a_test_is_sent_from_the_webhooks_screen(managing, webhook):
    assert reverse("webhooks:test", args=[webhook.pk]) in text(managing.get(f"{INDEX}edit/{webhook.pk}/"))
    response = managing.post(reverse("webhooks:test", args=[webhook.pk]), follow=True)
    assert "A test is on its way" in text(response)
    assert WebhookDelivery.objects.get().event == "test"


# Deliveries ---------------------------------------------------------------------------------------


def test_the_list_says_what_became_of_each_and_filters(managing, webhook):
    other = Webhook.objects.create(name="Archive", url="http://127.0.0.1:1/", events=["published"])
    delivery(webhook)
    delivery(other, story="A serum", state=DeliveryState.DELIVERED, status_code=204, error="")
    everything = text(managing.get(DELIVERIES))
    assert "It answered with the error 500" in everything
    assert "A serum" in everything
    for query in (f"webhook={webhook.pk}", "state=failed", "event=published&state=failed"):
        page = text(managing.get(f"{DELIVERIES}results/?{query}"))
        assert "A balm" in page
        assert "A serum" not in page


def test_what_came_back_is_shown_as_text(managing, webhook):
    one = delivery(webhook)
    for address in (DELIVERIES, f"{DELIVERIES}{one.pk}/"):
        page = text(managing.get(address))
        assert "<script>alert(1)" not in page
        assert "A balm <script>" not in page
        assert "A balm &lt;script&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text(managing.get(f"{DELIVERIES}{one.pk}/"))


def test_a_delivery_is_sent_again_at_the_press_of_a_button(managing, webhook):
    one = delivery(webhook)
    address = reverse("webhook_deliveries:send_again", args=[one.pk])
    assert address in text(managing.get(DELIVERIES))
    assert f'value="{DELIVERIES}?state=failed"' in text(managing.get(f"{DELIVERIES}results/?state=failed"))
    response = managing.post(address, {"next": f"{DELIVERIES}?state=failed"})
    assert response.url == f"{DELIVERIES}?state=failed"
    one.refresh_from_db()
    assert (one.state, one.attempt) == (DeliveryState.WAITING, 0)
    assert managing.get(address).status_code == 405


@pytest.mark.parametrize("next_url", HOSTILE)
def test_a_button_leads_nowhere_else(managing, webhook, next_url):
    one = delivery(webhook)
    response = managing.post(reverse("webhook_deliveries:send_again", args=[one.pk]), {"next": next_url})
    assert response.url == DELIVERIES


def test_who_may_only_look_gets_no_button(client, webhook, staff):
    reader = staff[Role.WRITER]
    reader.user_permissions.add(Permission.objects.get(codename="view_webhookdelivery"))
    one = delivery(webhook)
    client.force_login(reader)
    for address in (DELIVERIES, f"{DELIVERIES}{one.pk}/"):
        page = text(client.get(address))
        assert "A balm" in page
        assert "Send again" not in page


def test_what_is_not_there_is_not_found(managing):
    for address in (f"{DELIVERIES}99/", f"{INDEX}edit/99/"):
        assert managing.get(address).status_code == 404
    for name in ("webhook_deliveries:send_again", "webhooks:test"):
        assert managing.post(reverse(name, args=[99])).status_code == 404


@pytest.mark.parametrize("address", [INDEX, DELIVERIES])
def test_many_rows_cost_as_many_queries_as_few(
    managing, address, django_assert_num_queries, django_assert_max_num_queries
):
    def rows(number):
        for n in range(number):
            webhook = Webhook.objects.create(name=f"Hook {uuid.uuid4()}", url="http://127.0.0.1:1/", events=["signed"])
            delivery(webhook, story=f"Story {n}")

    rows(2)
    managing.get(address)
    with django_assert_max_num_queries(25) as few:
        managing.get(address)
    rows(15)
    with django_assert_num_queries(len(few)):
        managing.get(address)
