"""Every way in which a story can become public, and every rule that may stand against it.

One rule of each kind walks every way; every rule stands at both doors of the gate, and on one more way in turn.

Wagtail 8.0.1 asks `before_publish_page` on two of these ways and `Page.publish()` on some; the gate stands on all.
"""

import html
from datetime import timedelta

import pytest

from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wagtail.models import APIToken, Locale, Revision

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from planning.scheduling import publish_due
from readiness.gate import NotReady, blockers_in
from tests import broken_stories, editor, factories, newsroom

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.urls_with_api")]

TOMORROW = timedelta(days=1)


@pytest.fixture
def house(client, staff):
    return House(client, staff)


class House:
    def __init__(self, client, staff):
        self.client, self.staff = client, staff
        self.chief = staff[Role.MANAGING_EDITOR]
        self.client.force_login(self.chief)

    def post(self, url, data=None, **extra):
        """Post as the managing editor; return what they are told, wherever they end up."""
        response = self.client.post(url, data or {}, follow=True, **extra)
        assert response.status_code < 500
        text = response.content.decode()
        if response.headers["Content-Type"] == "application/json" and "redirect" in response.json():
            text += self.client.get(response.json()["redirect"]).content.decode()
        return text

    def api(self, method, path, data=None):
        _row, token = APIToken.create_token(user=self.chief, name="test")
        call = getattr(Client(headers={"authorization": f"Bearer {token}"}), method)
        response = call(f"/api/v3/pages/{path}", data or {}, content_type="application/json")
        assert response.status_code == 422, response.content
        return response.content.decode()


def told(refused):
    """The sentence of a refusal that code gets."""
    with pytest.raises(NotReady) as caught:
        refused()
    return caught.value.sentence


# The ways. Each gets a draft that must not become public, and returns what whoever tried is told. --------------------


def edit(house, story):
    return house.post(editor.edit_url(story), editor.whole_form(house.client, story) | {"action-publish": "1"})


def create(house, story):
    url = reverse("wagtailadmin_pages:add", args=("articles", "articlepage", StoryIndexPage.objects.get().pk))
    form = editor.whole_form(house.client, story) | {"slug": "made", "action-publish": "1"}
    form |= {name: "0" for name in form if name.endswith("-INITIAL_FORMS")}
    form |= {name: "" for name in form if name.endswith("-id") and not name.startswith("body-")}
    answer = house.post(url, form)
    made = ArticlePage.objects.filter(slug="made").first()
    assert made is None or not made.live
    assert made is not None or "could not be created due to validation errors" in answer  # what the form asks for
    return answer


def bulk(house, story):
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    bystander = factories.article(live=False)
    factories.waive_sign_offs(bystander)
    answer = house.post(f"{url}?id={bystander.pk}&id={story.pk}&next=/admin/")
    assert not newsroom.is_live(bystander)  # all or none
    return answer


def signed_to_the_end(house, story):
    """Leave a story at final approval."""
    if newsroom.run(story) is None:
        newsroom.submit(story, house.staff[Role.WRITER])
    newsroom.sign_until(story, "Managing editors")
    return ArticlePage.objects.get(pk=story.pk).current_workflow_task_state


def approve_in_the_editor(house, story):
    signed_to_the_end(house, story)
    button = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    return house.post(editor.edit_url(story), editor.whole_form(house.client, story) | button)


def approve_in_the_modal(house, story):
    state = signed_to_the_end(house, story)
    url = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    return house.post(url, {"comment": "Fine"}, headers={"x-requested-with": "XMLHttpRequest"})


def approve_on_my_desk(house, story):
    state = signed_to_the_end(house, story)
    return house.post(reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk)))


def api_create(house, story):
    meta = {"type": "articles.ArticlePage", "parent_id": StoryIndexPage.objects.get().pk, "action": "publish"}
    return house.api("post", "", {"meta": meta, "title": "By the API", "slug": "by-the-api"})


def api_patch(house, story):
    meta = {"type": "articles.ArticlePage", "action": "publish"}
    return house.api("patch", f"{story.pk}/", {"meta": meta, "title": newsroom.newest(story).title})


def api_publish(house, story):
    return house.api("post", f"{story.pk}/actions/publish/")


def revision_publish(house, story):
    return told(lambda: newsroom.newest(story).get_latest_revision().publish())


def schedule_set(house, story):
    goes_live = timezone.localtime() + TOMORROW
    form = editor.whole_form(house.client, story) | {"go_live_at": goes_live.strftime("%Y-%m-%d %H:%M")}
    answer = house.post(editor.edit_url(story), form | {"action-publish": "1"})
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    return answer


def schedule_run(house, story):
    """Scheduled when all was well; at its hour it is not any more."""
    revision = newsroom.newest(story).get_latest_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    assert publish_due() == 0
    return told(lambda: revision.publish())


def revert_and_publish(house, story):
    broken = newsroom.newest(story).get_latest_revision()
    newsroom.edit(story, house.staff[Role.WRITER], title="A later version")
    url = reverse("wagtailadmin_pages:revisions_revert", args=(story.pk, broken.pk))
    body = broken.as_object().body
    form = editor.form_in(house.client.get(url)) | editor.stream_data(body.stream_block, body, "body")
    return house.post(url, form | {"action-publish": "1"})


def live_by_force(story):
    """Readers see it although something is wrong with it: that came about elsewhere, in the photo library perhaps."""
    draft = newsroom.newest(story)
    draft.save(clean=False)
    ArticlePage.objects.filter(pk=story.pk).update(live=True, has_unpublished_changes=False)
    return ArticlePage.objects.get(pk=story.pk)


def copies(story):
    return ArticlePage.objects.exclude(pk=story.pk).filter(live=True)


def copy_and_publish(house, story):
    live_by_force(story)
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": story.get_parent().pk, "publish_copies": "on"}
    answer = house.post(reverse("wagtailadmin_pages:copy", args=(story.pk,)), form)
    assert not copies(story).exists()
    return answer


def alias(house, story):
    live_by_force(story)
    form = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": story.get_parent().pk, "alias": "on"}
    answer = house.post(reverse("wagtailadmin_pages:copy", args=(story.pk,)), form)
    assert not copies(story).exists()
    return answer


def alias_update(house, story):
    """The story is live in a good version, and has an alias. What is refused to the one does not reach the other."""
    broken = newsroom.newest(story).get_latest_revision()
    ArticlePage.objects.filter(pk=story.pk).update(live=True)
    twin = ArticlePage.objects.get(pk=story.pk).create_alias(update_slug="twin")
    before = ArticlePage.objects.filter(pk=twin.pk).values().get()
    answer = told(broken.publish)
    assert ArticlePage.objects.filter(pk=twin.pk).values().get() == before
    return answer


def translate(house, story):
    live_by_force(story)
    french = Locale.objects.create(language_code="fr")
    parent = StoryIndexPage.objects.get()
    for page in (parent.get_parent(), parent):
        page.specific.copy_for_translation(french)
    with pytest.raises(ValidationError) as refused:  # the gate's, or Wagtail's own for a story without a topic
        ArticlePage.objects.get(pk=story.pk).copy_for_translation(french, alias=True)
    answer = " ".join(refused.value.messages)
    assert not copies(story).exists()
    return answer


WAYS = [
    edit,
    create,
    bulk,
    approve_in_the_editor,
    approve_in_the_modal,
    approve_on_my_desk,
    api_create,
    api_patch,
    api_publish,
    revision_publish,
    schedule_set,
    schedule_run,
    revert_and_publish,
    copy_and_publish,
    alias,
    alias_update,
    translate,
]
APPROVALS = {approve_in_the_editor, approve_in_the_modal, approve_on_my_desk}
FORMS = {edit, approve_in_the_editor, schedule_set, revert_and_publish}
# What the editor's own form asks for already, at the field.
ASKED_BY_THE_FORM = {
    "topic_missing",
    "byline_missing",
    "statement_without_speaker",
    "pair_incomplete",
    "photo_mark_lost",
    "block_refused",
    "end_before_beginning",
}
# A copy has its own road before it, its own plan and no notes; an alias shows what readers see of its original.
NOT_COPIED = {"missing_sign_offs", "self_approval", "embargo", "editor_note_unresolved"}


def cannot_happen(way, rule):
    if rule in broken_stories.OF_A_PUBLIC_STORY:
        return way in (create, copy_and_publish, alias, translate, api_create)  # of what others make nobody has read
    if way in (alias, translate):
        return rule in NOT_COPIED
    if way in APPROVALS and rule == "missing_sign_offs":
        return True  # they are what is given on this way
    if way in FORMS and rule == "end_before_beginning":
        return True  # the editor empties a date that has passed, so nothing is wrong any more
    if way is alias_update and rule == "editor_note_unresolved":
        return True  # a note is about the page, not about one version: the live one could have no alias either
    return way is api_create and rule != "missing_sign_offs"  # it brings a story of its own


def is_named(way, rule):
    """Whether the refusal must name this rule: not where the story at hand is another one, or not at its end yet."""
    if way in (create, api_create):
        return False
    if way is copy_and_publish:
        return rule not in NOT_COPIED
    if (way in FORMS and rule in ASKED_BY_THE_FORM) or (way is translate and rule == "topic_missing"):
        return False
    return way not in APPROVALS or rule not in broken_stories.OF_THE_ROAD


# The gate hears of a live page that is saved, and of a version that is given its hour.
BOTH_DOORS = {revision_publish, schedule_run}
ONE_OF_EACH_KIND = {
    "dek_missing",  # a field that the form lets be empty
    "statement_without_speaker",  # what the form asks for itself, in a block
    "photo_release_open",  # about something beside the story
    "missing_sign_offs",  # about the road of the story
    "embargo",  # about its plan
}


def pairs():
    for number, rule in enumerate(broken_stories.BROKEN):
        ways = WAYS if rule in ONE_OF_EACH_KIND else BOTH_DOORS | {WAYS[number % len(WAYS)]}
        yield from ((way, rule) for way in WAYS if way in ways and not cannot_happen(way, rule))


@pytest.mark.parametrize(("way", "rule"), list(pairs()))
def test_no_way_leads_past_a_rule(house, settings, way, rule):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}  # search is not asked here
    story = broken_stories.make(rule, house.staff[Role.WRITER])
    (finding,) = blockers_in(newsroom.newest(story))
    assert finding.rule == rule
    answer = way(house, story)
    revision = newsroom.newest(story).latest_revision_id
    assert ArticlePage.objects.get(pk=story.pk).live_revision_id != revision
    if is_named(way, rule):
        assert str(finding.message) in html.unescape(answer)
        if answer.lstrip().startswith("<!doctype") and way is not copy_and_publish:
            assert f"contentpath={finding.anchor}" in answer or not finding.anchor


def test_every_rule_that_blocks_has_a_story_that_breaks_it():
    assert broken_stories.blocking_rules() == set(broken_stories.BROKEN)


def test_the_story_without_a_flaw_is_published(house):
    story = broken_stories.good_draft(house.staff[Role.WRITER])
    factories.waive_sign_offs(story)
    edit(house, story)
    assert newsroom.is_live(story)


def test_a_story_with_every_sign_off_is_published_by_the_last(house):
    story = broken_stories.good_draft(house.staff[Role.WRITER])
    approve_on_my_desk(house, story)
    assert newsroom.is_live(story)
