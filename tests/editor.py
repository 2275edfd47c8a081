"""Wagtail's page editor as a browser without JavaScript would use it."""

from django.urls import reverse

from wagtail.test.utils.form_data import querydict_from_html

# Stream fields are drawn by scripts, so their part of the form is not in the page. These tests leave bodies empty.
EMPTY_STREAMS = {"body-count": "0"}


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def open_editor(client, page):
    """Everything the browser would send back if nothing were typed."""
    return form_in(client.get(edit_url(page)))


def form_in(response):
    return querydict_from_html(response.content.decode(), form_id="page-edit-form").dict() | EMPTY_STREAMS


def save(client, page, form=None, **changes):
    """Save draft, with the form as it was when opened (now, if not given)."""
    return client.post(edit_url(page), (form or open_editor(client, page)) | changes)


def submit(client, page, form=None, **changes):
    return save(client, page, form, **{"action-submit": "1"} | changes)


def decide(client, page, action, note="", form=None, **changes):
    """Approve ("approve") or send back ("reject") from the editor."""
    button = {"action-workflow-action": "1", "workflow-action-name": action}
    extra = {"workflow-action-extra-data": f'{{"comment": "{note}"}}'} if note else {}
    return save(client, page, form, **button | extra | changes)
