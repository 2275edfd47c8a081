"""Whichever screen meets the closed gate, somebody reads why, and what is public stays as it was."""

import json

import pytest

from django.contrib.messages import get_messages
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from readiness.gate import NotReady, blockers_in
from readiness.middleware import RefusalMiddleware
from tests import editor, factories, house_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


@pytest.fixture(autouse=True)
def rules(no_rules):
    house_rules.register()


@pytest.fixture
def desk(login, staff):
    return login(staff[Role.MANAGING_EDITOR])


def draft(**fields):
    return factories.article(live=False, **fields)


def public_without_kicker():
    """A story that was published before the rule was made."""
    story = factories.article(kicker="Skin")
    ArticlePage.objects.filter(pk=story.pk).update(kicker="")
    return story


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def link_in(page):
    return f'href="{editor.edit_url(page)}#:w:contentpath=kicker">{house_rules.NO_KICKER}</a>'


def live_stories():
    return set(ArticlePage.objects.live().values_list("pk", flat=True))


# Wagtail's screens --------------------------------------------------------------------------------


def test_bulk_publishing_publishes_all_or_none(desk):
    ready, held = draft(kicker="Skin"), draft()
    address = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    response = desk.post(f"{address}?id={ready.pk}&id={held.pk}", {"include_descendants": ""})
    assert response.url == editor.edit_url(held)
    assert not live_stories()
    assert link_in(held) in told(response)
    assert "The others that you chose were not published either." in told(response)


@pytest.mark.parametrize("kind", [{"publish_copies": "on"}, {"alias": "on"}])
def test_a_copy_that_would_be_public_is_refused_and_leads_to_its_original(desk, kind):
    story = public_without_kicker()
    address = reverse("wagtailadmin_pages:copy", args=(story.pk,))
    parent = StoryIndexPage.objects.get().pk
    response = desk.post(address, {"new_title": "Again", "new_slug": "again", "new_parent_page": parent} | kind)
    assert response.url == address
    assert ArticlePage.objects.count() == 1
    assert StoryIndexPage.objects.get().numchild == 1
    assert link_in(story) in told(response)


def test_a_copy_as_a_draft_is_free(desk):
    story = public_without_kicker()
    parent = StoryIndexPage.objects.get().pk
    form = {"new_title": "Again", "new_slug": "again", "new_parent_page": parent}
    desk.post(reverse("wagtailadmin_pages:copy", args=(story.pk,)), form)
    assert not ArticlePage.objects.get(slug="again").live


def test_a_title_cannot_smuggle_markup_into_the_message(desk):
    response = editor.save(desk, draft(title="<b>Bold</b>"), **{"action-publish": "1"})
    assert "<b>" not in told(response)
    assert "&lt;b&gt;Bold" in told(response)


def test_a_long_list_is_cut_short(desk):
    for number in range(12):

        def check(page):
            yield from house_rules.no_kicker(page)

        check.__name__ = f"check_{number}"
        house_rules.blocker(check)
    message = told(editor.save(desk, draft(), **{"action-publish": "1"}))
    assert message.count("<li>") == 9
    assert "5 more." in message


# The middleware -----------------------------------------------------------------------------------


def refused(page):
    return NotReady(page, blockers_in(page))


def ask(client, path="/admin/", **options):
    """A request with a session, as the middleware sees it."""
    request = client.get(reverse("wagtailadmin_home")).wsgi_request
    request.method, request.path, request.path_info = "POST", path, path
    request.META |= options
    del request.headers
    return request


def answer_to(request, refusal):
    return RefusalMiddleware(lambda request: None).process_exception(request, refusal)


def test_who_asks_for_json_gets_the_findings_as_json(client):
    story = draft()
    request = RequestFactory().post("/api/v3/pages/", headers={"accept": "application/json"})
    response = answer_to(request, refused(story))
    content = json.loads(response.content)
    assert response.status_code == 409
    assert content["error_code"] == "not_ready"
    assert story.title in content["error_message"]
    assert [finding["anchor"] for finding in content["findings"]] == ["kicker"]


def test_one_of_wagtails_dialogs_is_left_for_the_editor(desk):
    story = draft()
    request = ask(desk, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    response = answer_to(request, refused(story))
    assert json.loads(response.content) == {"step": "success", "redirect": editor.edit_url(story)}
    assert link_in(story) in " ".join(str(message) for message in get_messages(request))


def test_outside_the_admin_the_refusal_is_not_hidden():
    assert answer_to(RequestFactory().post("/"), refused(draft())) is None


def test_other_errors_are_none_of_its_business(desk):
    assert answer_to(ask(desk), ValueError()) is None


def test_a_page_that_was_rolled_back_leads_back_to_the_form(desk):
    with pytest.raises(NotReady) as caught, transaction.atomic():
        raise refused(draft())
    request = ask(desk, "/admin/pages/add/articles/articlepage/4/")
    assert answer_to(request, caught.value).url == request.get_full_path()
