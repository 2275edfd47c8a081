"""Stories that name a treatment: what readers are told, what the desk is told, and what is remembered."""

from datetime import date

import pytest

from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Site

from accounts.roles import Role
from articles import treatments_named
from articles.aspects import content_by_aspect
from articles.models import ArticlePage
from readiness.findings import Severity
from readiness.gate import NotReady
from readiness.models import Report
from readiness.rules import RULES
from review.conditions import names_treatment
from tests import factories, newsroom
from treatments.models import Treatment, TreatmentMention, TreatmentSettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_hold")]
WARNING = "Glow infusion is not approved in the United States."


@pytest.fixture
def glow():
    return factories.treatment("Glow infusion", other_names=["glow drip"], US="unapproved", UK="approved")


def reviewed(**fields):
    reviewer = factories.person(is_medical_reviewer=True)
    return factories.article(medical_reviewer=reviewer, disclosure_answer="none", **fields)


def text(words):
    return ("paragraph", f"<p>{words}</p>")


def page_of(client, story):
    return client.get(story.url).content.decode()


def found(story, rule):
    return RULES[rule].findings(ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object())


def messages(story, rule):
    return [finding.message for finding in found(story, rule)]


# What readers see -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        lambda glow: {"treatments": [glow]},
        lambda glow: {"body": [("experience", {"text": "<p>I did.</p>", "treatment": glow, "paid_by": "writer"})]},
        lambda glow: {"body": [factories.pair(treatment=glow)]},
        lambda glow: {"body": [text("They call it a Glow Drip.")]},
        lambda glow: {"title": "The truth about the glow drip"},
        lambda glow: {"body": [factories.statement(factories.expert(), "A glow drip is no drink.")]},
    ],
    ids=["chosen", "in an experience", "in a pair", "by another name", "in the headline", "by an expert"],
)
def test_however_a_story_names_it_readers_are_warned(client, glow, fields):
    page = page_of(client, reviewed(**fields(glow)))
    assert page.count(WARNING) == 1


def test_the_warning_says_where_when_who_says_so_and_whom_to_tell(client, glow):
    row = glow.statuses.all()[0]
    page = page_of(client, reviewed(treatments=[glow]))
    assert f"Checked on {row.checked_on:%-d %B %Y}." in page
    assert 'href="https://regulator.example/notice"' in page
    assert "MedWatch" in page
    assert "Yellow Card" not in page  # approved there


def test_what_nobody_knows_or_has_verified_is_told_as_such(client):
    page = page_of(client, reviewed(body=[text("Exosomes everywhere.")]))
    assert "Exosome therapy is not approved in the United States." in page
    unknown = "Exosome therapy: not known whether it is approved in the United Kingdom and the European Union."
    assert unknown in page
    assert page.count("We have not verified this yet.") == 2
    assert page.count("Take it as not approved.") == 1
    assert "Yellow Card" in page


def test_it_stands_before_the_first_paragraph(client, glow):
    page = page_of(client, reviewed(treatments=[glow], body=[text("First words."), text("Last words.")]))
    assert page.index(WARNING) < page.index("First words.")


def test_it_stands_where_an_editor_put_it_and_only_there(client, glow):
    body = [text("First words."), ("treatment_warning", None), text("Last words.")]
    page = page_of(client, reviewed(treatments=[glow], body=body))
    assert page.count(WARNING) == 1
    assert page.index("First words.") < page.index(WARNING) < page.index("Last words.")


def test_its_place_is_empty_where_there_is_nothing_to_warn_of(client):
    page = page_of(client, reviewed(body=[text("First words."), ("treatment_warning", None)]))
    assert "treatment-warning" not in page


def test_cards_carry_no_warning(client, glow):
    story = reviewed(treatments=[glow], title="A quiet headline")
    page = page_of(client, story.topic)
    assert "A quiet headline" in page
    assert WARNING not in page


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_carry_the_warning(client, glow, kind):
    reviewed(treatments=[glow])
    feed = client.get(f"/feeds/{kind}.xml").content.decode()
    assert WARNING in feed
    assert "MedWatch" in feed


def test_a_place_where_the_magazine_is_not_read_is_nobodys_concern(client, glow):
    TreatmentSettings.objects.create(site=Site.objects.get(), us=False, uk=True, eu=False)
    assert WARNING not in page_of(client, reviewed(treatments=[glow]))


def test_the_page_asks_no_more_for_many_treatments_and_blocks_than_for_one(client, glow):
    def queries(number):
        others = [factories.treatment(US="prohibited", UK="unknown") for _each in range(number)]
        body = [("experience", {"text": "<p>I did.</p>", "treatment": one, "paid_by": "writer"}) for one in others]
        story = reviewed(treatments=[glow, *others], body=[*body, *[text("A glow drip.")] * number])
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert WARNING in page_of(client, story)
        return len(captured)

    queries(1)
    assert queries(2) == queries(12)


def test_a_house_with_nothing_to_warn_of_pays_two_questions(django_assert_num_queries):
    Treatment.objects.all().delete()
    story = factories.article(body=[text("Skin waits.")])
    with django_assert_num_queries(2):  # where its readers are, and what is not approved there
        assert story.treatment_warnings == []


# What the desk is told --------------------------------------------------------------------------------


def test_a_treatment_named_in_the_text_is_proposed():
    story = factories.article(body=[text("Exosomes everywhere, and more exosomes.")], live=False)
    (finding,) = found(story, "treatment_not_chosen")
    assert finding.severity == Severity.WARNING
    assert finding.message == "The text says “exosomes”, and the treatment “Exosome therapy” is not chosen."
    assert finding.field == "treatments"


def test_a_treatment_that_is_chosen_is_proposed_no_more(glow):
    chosen = {"treatment": glow, "text": "<p>A glow drip.</p>", "paid_by": "writer"}
    assert messages(reviewed(body=[text("A glow drip.")], treatments=[glow], live=False), "treatment_not_chosen") == []
    assert messages(reviewed(body=[("experience", chosen)], live=False), "treatment_not_chosen") == []


def test_nobody_publishes_about_what_is_not_approved_without_a_medical_reviewer(glow):
    with pytest.raises(NotReady, match=r"in the United States\. No medical reviewer has signed for"):
        factories.article(treatments=[glow], disclosure_answer="none")
    assert reviewed(treatments=[glow]).live


@pytest.mark.parametrize("status", ["unapproved", "prohibited", "investigational", "unknown"])
def test_whatever_is_not_approved_needs_one(status):
    story = factories.article(treatments=[factories.treatment(US=status)], disclosure_answer="none", live=False)
    assert messages(story, "unapproved_needs_medical_review")


@pytest.mark.parametrize("status", ["approved", "cleared", "authorised_cosmetic", "prescription_only"])
def test_what_the_law_allows_needs_none_and_carries_no_warning(client, status):
    treatment = factories.treatment(US=status, UK=status, EU=status)
    story = factories.article(treatments=[treatment], disclosure_answer="none")
    assert "treatment-warning" not in page_of(client, story)
    assert messages(story, "treatment_not_verified") == []


def test_the_desk_is_told_what_nobody_has_looked_up():
    old = factories.treatment("Old peel", US="approved", UK="approved", EU="approved", checked_on=date(2020, 1, 1))
    bare = Treatment.objects.create(name="Bare peel")
    exosomes = Treatment.objects.get(name="Exosome therapy")
    story = reviewed(treatments=[old, bare, exosomes], live=False)
    places = "the United States, the United Kingdom and the European Union"
    assert sorted(messages(story, "treatment_not_verified")) == [
        f"Nobody has noted what the law says of Bare peel in {places}.",
        f"Nobody in the house has verified what is noted about Exosome therapy in {places}.",
        f"What the law says of Old peel in {places} should have been checked again by now.",
    ]


# What is remembered -----------------------------------------------------------------------------------


def mentions(story):
    rows = TreatmentMention.objects.filter(page=story.pk)
    return {row.treatment.name: (row.in_live, row.in_draft) for row in rows.select_related("treatment")}


def test_a_draft_and_what_readers_see_are_remembered_apart(glow):
    story = reviewed(body=[text("A glow drip.")])
    assert mentions(story) == {"Glow infusion": (True, True)}
    draft = story.get_latest_revision_as_object()
    draft.body = [text("Exosomes.")]
    draft.save_revision()
    assert mentions(story) == {"Glow infusion": (True, False), "Exosome therapy": (False, True)}
    factories.publish(story, waived=["unapproved_needs_medical_review"])
    assert mentions(story) == {"Exosome therapy": (True, True)}
    ArticlePage.objects.get(pk=story.pk).unpublish()
    assert mentions(story) == {"Exosome therapy": (False, True)}


def test_a_new_name_is_looked_for_in_all_stories(glow, monkeypatch):
    monkeypatch.setattr(treatments_named, "STORIES_AT_A_TIME", 2)
    stories = [reviewed(body=[text("The moon facial.")]) for _each in range(3)]
    draft = factories.article(body=[text("The moon facial.")], live=False)
    other = reviewed(body=[text("The sun facial.")])
    glow.other_names.add(type(glow.other_names.all()[0])(name="moon facial"))
    glow.save()
    glow.save_revision()
    assert [mentions(story) for story in stories] == [{"Glow infusion": (True, True)}] * 3
    assert mentions(draft) == {"Glow infusion": (False, True)}
    assert mentions(other) == {}


def test_lists_of_stories_show_what_a_change_of_the_record_means_for_them(glow):
    story = factories.article(treatments=[glow], disclosure_answer="none", live=False)
    other = factories.article(live=False)
    next(row for row in glow.statuses.get_object_list() if row.jurisdiction == "US").status = "approved"
    glow.save()
    glow.save_revision()
    waiting = Report.objects.filter(checked_at=None).values_list("page", flat=True)
    assert story.pk in waiting
    assert other.pk not in waiting


def test_the_medical_desk_is_asked_about_a_story_as_soon_as_its_treatment_is_chosen(glow):
    story = factories.article(treatments=[glow], live=False, owner=factories.user(Role.WRITER))
    assert names_treatment(story, content_by_aspect(story))


def test_readers_in_other_places_have_the_findings_of_every_story_looked_at_again():
    story = factories.article(live=False)
    with newsroom.looked_at_again(story):
        TreatmentSettings.objects.create(site=Site.objects.get(), us=False, uk=True, eu=False)
