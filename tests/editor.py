"""Wagtail's page editor as a browser without JavaScript would use it."""

import json

from django.urls import reverse

from wagtail.blocks import ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.test.utils.form_data import querydict_from_html, rich_text

# Stream fields are drawn by scripts, so their part of the form is not in the page. These tests leave bodies empty.
EMPTY_STREAMS = {"body-count": "0"}


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def open_editor(client, page):
    """Everything the browser would send back if nothing were typed."""
    return form_in(client.get(edit_url(page)))


def form_in(response):
    found = querydict_from_html(response.content.decode(), form_id="page-edit-form").dict() | EMPTY_STREAMS
    # As browsers do: Django puts a line break after <textarea> that is no part of the text.
    return {name: value.removeprefix("\n") for name, value in found.items()}


def save(client, page, form=None, **changes):
    """Save draft, with the form as it was when opened (now, if not given)."""
    return client.post(edit_url(page), (form or open_editor(client, page)) | changes)


def submit(client, page, form=None, **changes):
    return save(client, page, form, **{"action-submit": "1"} | changes)


def decide(client, page, action, note="", form=None, **changes):
    """Sign off ("approve") or send back ("reject") from the editor."""
    button = {"action-workflow-action": "1", "workflow-action-name": action}
    extra = {"workflow-action-extra-data": json.dumps({"comment": note})} if note else {}
    return save(client, page, form, **button | extra | changes)


def dialog_url(page, action, name="workflow_action"):
    """The address of a decision at the step where a story stands: of the dialog, and of what it posts to."""
    state = type(page).objects.get(pk=page.pk).current_workflow_task_state
    return reverse(f"wagtailadmin_pages:{name}", args=(page.pk, action, state.pk))


def fill_dialog(client, page, action, **fields):
    """Fill in the editor's own dialog for a decision; returns what its script then sends with the form."""
    url = dialog_url(page, action, "collect_workflow_action_data")
    sent = client.post(url, fields, headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert sent["step"] == "success", sent
    return {"workflow-action-extra-data": json.dumps(sent["cleaned_data"])}


def stream_data(block, value, prefix):
    """What the editor's scripts would send for a stream, struct or list block's value, as form fields."""
    if isinstance(block, StreamBlock):
        return _children(((child.block, child.value, child.id, child.block_type) for child in value), prefix)
    if isinstance(block, ListBlock):
        return _children(((block.child_block, child.value, child.id, None) for child in value.bound_blocks), prefix)
    if isinstance(block, StructBlock):
        fields = {}
        for name, child in block.child_blocks.items():
            fields |= stream_data(child, value.get(name), f"{prefix}-{name}")
        return fields
    if isinstance(block, RichTextBlock):
        return {prefix: rich_text(value.source if value else "", features=block.features)}
    if isinstance(value, bool):
        return {prefix: "on"} if value else {}
    return {prefix: getattr(value, "pk", str(value)) if value is not None else ""}


def _children(children, prefix):
    fields, count = {}, 0
    for count, (block, value, block_id, block_type) in enumerate(children, start=1):
        one = f"{prefix}-{count - 1}"
        fields |= {f"{one}-deleted": "", f"{one}-order": count - 1, f"{one}-id": block_id or ""}
        fields |= {f"{one}-type": block_type} if block_type else {}
        fields |= stream_data(block, value, f"{one}-value")
    return fields | {f"{prefix}-count": count}


def whole_form(client, page):
    """Everything the browser would send back if nothing were typed, the body included."""
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    return open_editor(client, page) | stream_data(draft.body.stream_block, draft.body, "body")
