"""The panel in the editor, and what becomes of a publication that the gate refuses there."""

import pytest

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import get_page_models

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from readiness import overrides
from readiness.editor import ReadinessEditorMixin
from readiness.findings import Gap, Severity
from readiness.gate import NotReady, blockers_in
from readiness.rules import NOBODY, rule
from tests import editor, factories, house_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


@pytest.fixture(autouse=True)
def rules(no_rules):
    house_rules.register()


@pytest.fixture
def managing(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def desk(login, managing):
    """The client, logged in as the managing editor."""
    return login(managing)


@pytest.fixture
def autosave(client):
    def post(page, form, **changes):
        return client.post(editor.edit_url(page), form | changes, headers={"accept": "application/json"}).json()

    return post


def panel_in(html):
    """The words of the panel."""
    start = html.index('class="readiness"')
    return " ".join(strip_tags(html[start : html.index("</template>", start) if "<template" in html else None]).split())


def panel_of(client, page):
    html = client.get(editor.edit_url(page)).content.decode()
    start = html.index('data-side-panel="readiness"')
    return html[start : html.index('data-side-panel="', start + 20)]


def current(page):
    return ArticlePage.objects.get(pk=page.pk)


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# The panel ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", get_page_models())
def test_every_type_of_page_has_the_editor_with_readiness(model):
    reverse("wagtailadmin_home")  # Wagtail registers its viewsets with its addresses
    viewset = page_viewset_registry.get_by_type(model)
    for view in (viewset.add_view_class, viewset.edit_view_class, viewset.revisions_revert_view_class):
        assert issubclass(view, ReadinessEditorMixin)


def test_the_panel_names_what_is_amiss_how_to_mend_it_and_where(login, staff):
    story = factories.article(live=False, owner=staff[Role.WRITER], dek="Short", body=[("heading", {"text": "LOUD"})])
    panel = panel_of(login(staff[Role.WRITER]), story)
    assert "This cannot be published yet." in panel
    assert f'href="#:w:contentpath=kicker">{house_rules.NO_KICKER}</a>' in panel
    assert "Write one." in panel
    assert f'href="#:w:contentpath=body.{story.body[0].id}">{house_rules.SHOUTING}</a>' in panel
    assert f'href="#:w:contentpath=dek">{house_rules.SHORT_DEK}</a>' in panel
    assert "May be waived by: Managing editors." in panel
    assert panel.index("Blockers") < panel.index("Warnings") < panel.index("Notes")


def test_the_panel_says_where_nothing_is_amiss(desk):
    panel = panel_of(desk, factories.article(live=False, kicker="Skin"))
    assert "Nothing in this version keeps it from being published." in panel
    assert "Blockers" not in panel


def test_a_page_without_rules_has_no_panel(desk):
    assert b'data-side-panel="readiness"' not in desk.get(editor.edit_url(factories.person())).content


def test_a_new_story_shows_from_the_start_what_it_needs(desk):
    address = reverse("wagtailadmin_pages:add", args=("articles", "articlepage", StoryIndexPage.objects.get().pk))
    assert house_rules.NO_KICKER in desk.get(address).content.decode()


def test_panel_and_number_follow_autosave(desk, autosave):
    story = factories.article(live=False)
    form = editor.open_editor(desk, story)
    saved = autosave(story, form, title="First words")
    assert house_rules.NO_KICKER in saved["html"]
    assert 'w-bg-critical-200">1</div>' in saved["html"]
    saved = autosave(story, form, kicker="Skin", overwrite_revision_id=saved["revision_id"])
    assert "Nothing in this version keeps it from being published." in saved["html"]
    assert 'w-bg-surface-button-default" hidden>0</div>' in saved["html"]


def test_autosave_runs_each_rule_once(desk, autosave):
    calls = []
    house_rules.blocker(lambda page: calls.append(page) or [])
    story = factories.article(live=False)
    form = editor.open_editor(desk, story)
    calls.clear()
    autosave(story, form, title="First words")
    assert len(calls) == 1


def test_the_panel_costs_few_queries_whatever_it_shows(desk):
    def queries(**fields):
        story = factories.article(live=False, **fields)
        with CaptureQueriesContext(connection) as captured:
            panel_of(desk, story)
        return len(captured)

    loud = [("heading", {"text": "LOUD"})] * 20
    queries()
    assert queries(body=loud) == queries(body=loud[:1])


def test_what_was_waived_is_shown_with_who_why_and_the_way_back(desk, managing):
    story = factories.article(live=False)
    [override] = overrides.waive(story, [house_rules.KICKER_KEY], by=managing, reason="The designer adds it.")
    panel = panel_of(desk, story)
    assert "Nothing in this version keeps it from being published." in panel
    assert "The designer adds it." in panel
    assert str(managing) in panel
    assert timezone.localtime(override.given_at).strftime("%H:%M %Z") in panel
    assert reverse("readiness:take_back", args=(story.pk, override.pk)) in panel


def test_only_who_may_override_sees_the_way_to_it(login, staff, managing):
    story = factories.article(live=False, owner=staff[Role.WRITER])
    address = reverse("readiness:override", args=(story.pk,))
    overrides.waive(factories.article(live=False), [house_rules.KICKER_KEY], by=managing, reason="Another story's.")
    assert address not in panel_of(login(staff[Role.WRITER]), story)
    assert address in panel_of(login(managing), story)
    overrides.waive(story, [house_rules.KICKER_KEY], by=managing, reason="The designer adds it.")
    panel = panel_of(login(staff[Role.WRITER]), story)
    assert "The designer adds it." in panel
    assert "Take back" not in panel


def test_what_nobody_may_waive_offers_no_way_round_it(desk):
    panel = panel_of(desk, factories.article("A rumour", live=False, kicker="Skin"))
    assert "Nobody may waive this." in panel
    assert "Publish anyway" not in panel


# A refused publication ----------------------------------------------------------------------------


def test_a_refused_publication_keeps_what_was_typed_and_names_the_way_to_mend_it(desk):
    story = factories.article(live=False)
    before = story.revisions.count()
    response = editor.save(desk, story, title="Typed just now", **{"action-publish": "1"})
    assert response.url == editor.edit_url(story)
    assert not current(story).live
    assert current(story).get_latest_revision().content["title"] == "Typed just now"
    assert current(story).revisions.count() == before + 1
    assert f'href="{editor.edit_url(story)}#:w:contentpath=kicker">{house_rules.NO_KICKER}</a>' in told(response)


def test_a_new_story_that_is_refused_becomes_a_draft(desk):
    index = StoryIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=("articles", "articlepage", index.pk))
    form = editor.form_in(desk.get(address))
    form |= {"title": "A new story", "slug": "a-new-story", "dek": "What it is about.", "topic": factories.topic().pk}
    person = factories.person()
    form |= {"bylines-TOTAL_FORMS": "1", "bylines-0-person": person.pk, "bylines-0-ORDER": "1", "bylines-0-id": ""}
    form["action-publish"] = "1"
    response = desk.post(address, form)
    story = ArticlePage.objects.get(title="A new story")
    assert response.url == editor.edit_url(story)
    assert not story.live
    assert story.get_parent().numchild == index.numchild + 1
    assert [byline.person_id for byline in story.bylines.all()] == [person.pk]
    assert house_rules.NO_KICKER in told(response)


def test_a_refused_change_leaves_the_published_story_as_it_is(desk):
    story = factories.article("As readers know it", kicker="Skin")
    editor.save(desk, story, title="Changed", kicker="", **{"action-publish": "1"})
    assert current(story).live
    assert current(story).title == "As readers know it"
    assert current(story).get_latest_revision().content["title"] == "Changed"


def test_what_was_waived_is_published(desk, managing):
    story = factories.article(live=False)
    overrides.waive(story, [house_rules.KICKER_KEY], by=managing, reason="The designer adds it.")
    editor.save(desk, story, **{"action-publish": "1"})
    assert current(story).live


def test_going_back_to_a_version_with_a_blocker_is_refused_and_kept_as_a_draft(desk):
    story = factories.article("First", live=False)
    old = story.get_latest_revision()
    story.kicker = "Skin"
    story.save_revision().publish()
    address = reverse("wagtailadmin_pages:revisions_revert", args=(story.pk, old.pk))
    form = editor.form_in(desk.get(address))
    response = desk.post(address, form | {"action-publish": "1"})
    assert response.status_code == 302
    assert current(story).kicker == "Skin"
    assert current(story).get_latest_revision().content["kicker"] == ""
    assert house_rules.NO_KICKER in told(response)


# A rule with a fault ------------------------------------------------------------------------------


def test_a_rule_that_breaks_off_keeps_the_story_back_and_the_editor_open(desk, managing, caplog):
    @rule("articles.ArticlePage", Severity.NOTE)
    def broken_rule(story):
        yield Gap("Found before it broke off.")
        raise ZeroDivisionError

    story = factories.article(live=False, owner=managing)
    panel = panel_in(panel_of(desk, story))
    assert "The check “broken_rule” broke off" in panel
    assert "Tell your administrator" in panel
    with pytest.raises(NotReady, match="broken_rule"):
        story.get_latest_revision().publish()
    assert blockers_in(story)[-1].waiver == NOBODY
    assert "ZeroDivisionError" in caplog.text
