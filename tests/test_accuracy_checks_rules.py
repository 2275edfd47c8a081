"""The rules about terms, evidence and what sources say; and that nothing private ever goes out."""

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

from accounts.roles import Role
from accuracy_checks import deciding
from accuracy_checks.models import AccuracyPolicy
from articles import structured_data
from articles.aspects import hashes_of
from articles.models import ArticlePage, Citation, Disclosure
from comments.posting import badge_of
from people.models import Dispute
from photos.models import Photo
from readiness.gate import NotReady, blockers_in
from readiness.rules import RULES
from sources.models import Source
from tests import factories, newsroom, sources

pytestmark = pytest.mark.django_db

HIDDEN = {"basis": "background", "public_description": "a chemist at a large brand", "basis_reason": "Her contract"}


@pytest.fixture
def source():
    return factories.expert(title="Dr. Vera Quillfeather", first_name="Vera", last_name="Quillfeather")


def found(story, *rules):
    return [str(one.message) for rule in rules for one in RULES[rule].findings(story)]


def background(source, **more):
    return factories.statement(source, "The jar matters more than what is in it.", **(HIDDEN | more))


def draft(body, **fields):
    return newsroom.newest(factories.article(live=False, body=body, **fields))


# Terms -----------------------------------------------------------------------------------------------


def test_off_the_record_is_never_published_and_nobody_waives_it(source):
    story = factories.article(live=False, body=[factories.statement(source, "Between us.", basis="off_record")])
    assert found(newsroom.newest(story), "off_record_statement")
    with pytest.raises(NotReady):
        factories.publish(story, waived=["off_record_statement"])


def test_background_needs_a_description_and_a_reason(source):
    message = found(draft([factories.statement(source, basis="background")]), "background_without_description")[0]
    assert "how readers get to know the source and why they are not named" in message
    deep = factories.statement(source, basis="deep_background")
    assert found(draft([deep]), "background_without_description") == [
        "“It wakes the skin up.” was said on background. Not known: why they are not named."
    ]
    assert not found(draft([background(source)]), "background_without_description")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "What Quillfeather told us"},
        {"dek": "Vera has seen many jars."},
        {"kicker": "QUILLFEATHER"},
        {"search_description": "By Dr. Vera Quillfeather"},
        {"slug": "quillfeather-on-jars"},
        {"hero_caption": "Vera at work"},
        {"hero_alt_text": "Dr. Quillfeather at a bench"},
        {"hero_credit": "Vera Quillfeather"},
        {"disclosures": [Disclosure(kind="discount", party="Quillfeather GmbH")]},
    ],
)
def test_the_name_of_a_background_source_is_found_wherever_it_is_typed(source, fields):
    story = draft([background(source)], hero_photo=factories.photo())
    assert not found(story, "background_name_shown")
    for name, value in fields.items():
        setattr(story, name, value)
    assert found(story, "background_name_shown")


def test_the_name_is_found_in_every_kind_of_block_and_in_a_photos_own_words(source):
    photo = factories.photo(caption="Vera and the jars")
    blocks = [
        ("paragraph", "<p>As Ms. Quill<b>feather</b> says.</p>"),
        ("heading", {"text": "Ask Vera"}),
        ("photo", {"photo": photo}),
        ("photo", {"photo": factories.photo(), "caption": "Quillfeather’s lab"}),
        ("gallery", {"photos": [{"photo": photo}, {"photo": factories.photo()}]}),
        ("callout", {"text": "<p>Vera disagrees.</p>"}),
        ("key_points", {"points": ["<p>Quillfeather was there.</p>"]}),
        background(source, public_description="Vera, a chemist"),
        ("pull_quote", {"words": "Jars.", "person": source}),
        ("paragraph", f'<p><a linktype="person" id="{source.pk}">She says</a> so.</p>'),
        ("paragraph", f'<p><a linktype="page" id="{source.pk}">Somebody</a> says so.</p>'),
        ("paragraph", '<p><a href="https://jars.example/Vera_QUILLFEATHER">She says</a> so.</p>'),
        ("paragraph", '<p><a href="mailto:v%2equillfeather@jars.example">She says</a> so.</p>'),
        ("embed", {"video": "https://vimeo.com/quillfeather"}),
        factories.statement(source, "I said this with my name."),
    ]
    for block in blocks:
        assert found(draft([background(source), block]), "background_name_shown"), block


def test_other_words_are_no_name(source):
    source.last_name, source.first_name = "Park", "May"
    source.title = "Dr. May Park"
    source.save()
    body = [background(source), ("paragraph", "<p>It may rain in the park, and Parker parks there.</p>")]
    assert not found(draft(body), "background_name_shown")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ({"last_name": "Van Peel"}, "ask-van-peel"),
        ({"last_name": "Smith-Jones"}, "smith-jones-knows"),
        ({"last_name": "Müller"}, "muller-s-jars"),
        ({"last_name": "Müller"}, "müllers-and-müller"),
        ({"first_name": "Vera", "last_name": "Quill"}, "vera-has-a-jar"),
    ],
)
def test_the_address_of_the_story_is_read_for_every_name(source, name, slug):
    for field, value in name.items():
        setattr(source, field, value)
    source.save()
    assert found(draft([background(source)], slug=slug), "background_name_shown")
    assert not found(draft([background(source)], slug="peelings-by-jones"), "background_name_shown")


@pytest.mark.parametrize(
    "fields",
    [
        {"photographer": "Vera Quillfeather"},
        {"copyright_notice": "© Quillfeather"},
        {"usage_terms": "Only with the consent of Dr. Quillfeather"},
        {"alt_text": "Vera at a bench"},
        {"licence_url": "https://jars.example/quillfeather/licence"},
        {"retouching": "none", "retouching_declared_by": "Vera Quillfeather"},
        {"retouching": "retouched", "retouching_note": "Done by Vera"},
        {"credential_state": "trusted", "credential_report": {"signer": "Vera Quillfeather"}},
    ],
    ids=str,
)
def test_what_the_library_keeps_with_a_photo_names_nobody_whatever_the_story_calls_it(source, fields):
    photo = factories.photo()
    Photo.objects.filter(pk=photo.pk).update(**fields)
    photo.refresh_from_db()
    use = ("photo", {"photo": photo, "alt_text": "A jar", "caption": "A jar", "credit": "The house"})
    assert found(draft([background(source), use]), "background_name_shown")
    hero = {"hero_photo": photo, "hero_alt_text": "A jar", "hero_credit": "The house"}
    assert found(draft([background(source)], **hero), "background_name_shown")


def test_a_source_that_the_house_keeps_names_nobody_either(source):
    kept = [
        {"title": "A talk with Vera Quillfeather"},
        {"title": "On jars", "authors": "Quillfeather V"},
        {"title": "On jars", "publisher": "Quillfeather Press"},
        {"title": "On jars", "url": "https://jars.example/people/vera-quillfeather"},
    ]
    for fields in kept:
        rows = [{"source": Source.objects.create(kind="interview", **fields)}]
        assert found(draft([background(source), ("source_list", {"sources": rows})]), "background_name_shown"), fields
    rows = [{"source": Source.objects.create(title="On jars", note="Vera told us of it.")}]
    assert not found(draft([background(source), ("source_list", {"sources": rows})]), "background_name_shown")


def test_what_is_for_the_desk_may_name_the_source(source):
    body = [background(source, verbatim="Vera: the jar!", reference="Vera’s tape", basis_reason="Vera’s contract")]
    assert not found(draft(body), "background_name_shown")


# Nothing private goes out ----------------------------------------------------------------------------

SENTINELS = {
    "verbatim": "sentinel-verbatim",
    "reference": "sentinel-reference",
    "checked_by": "sentinel-checker",
    "basis_reason": "sentinel-reason",
    "medium": "via_pr",
    "interviewed_on": "1987-06-05",
    "checked_on": "1988-07-06",
}
PRIVATE = [
    *("sentinel-verbatim", "sentinel-reference", "sentinel-checker", "sentinel-reason", "via_pr", "agency"),
    *("1987", "1988", "Quillfeather", "Vera"),
]


@pytest.fixture
def public(source):
    named = factories.expert(title="Dr. Ada Named", last_name="Named")
    body = [
        background(source, **SENTINELS),
        factories.statement(named, "On the record.", "direct", **SENTINELS),
        factories.statement(source, "Nobody says so.", "direct", **HIDDEN | {"basis": "deep_background"}),
    ]
    return factories.article("Jars", body=body)


def test_evidence_and_hidden_names_reach_no_page_feed_search_or_preview(client, public, source):
    _link, token = factories.preview_link(public)
    user = factories.user()
    client.force_login(user)
    pages = {
        "story": client.get(public.url),
        "person": client.get(source.url),
        "rss": client.get(reverse("feed_rss")),
        "atom": client.get(reverse("feed_atom")),
        "search": client.get(reverse("search"), {"q": "Quillfeather"}),
        "preview": client.get(reverse("sharing:preview", args=[token])),
        "topic": client.get(public.topic.url),
    }
    for name, answer in pages.items():
        assert answer.status_code == 200, name
        text = answer.content.decode()
        private = PRIVATE if name not in ("person", "search") else PRIVATE[:8]
        assert not [word for word in private if word in text], name
    assert "Jars" not in pages["person"].content.decode().partition("<main")[2]
    assert "A chemist at a large brand" in pages["story"].content.decode()
    assert 'class="hits"' not in pages["search"].content.decode()  # it is only among the newest that search proposes


def test_search_knows_neither_evidence_nor_hidden_names(public):
    text = " ".join([*public.body_text, public.people_names])
    assert "a chemist at a large brand" in text
    assert not [word for word in PRIVATE if word in text]


def test_off_the_record_words_stand_in_no_preview_and_no_index(client, source):
    story = factories.article(live=False, body=[factories.statement(source, "Between us.", basis="off_record")])
    _link, token = factories.preview_link(story)
    page = client.get(reverse("sharing:preview", args=[token])).content.decode()
    assert "Between us." not in page
    assert "Quillfeather" not in page
    assert "Between us." not in " ".join(newsroom.newest(story).body_text)


def test_machines_get_quotations_of_named_sources_only(public, rf):
    request = rf.get("/")
    data = structured_data.story(public, request, "Magazine")
    assert [one["text"] for one in data["hasPart"]] == ["On the record."]


def test_a_background_source_gets_no_badge_and_cannot_be_deleted(public, source):
    source.user = factories.user()
    source.save()
    badge, _person = badge_of(source.user, public)
    assert badge != "expert"
    citation = Citation.objects.get(article=public, person=source)
    assert (citation.in_live, citation.by_name) == (True, False)


def test_a_page_of_a_background_source_need_not_be_published(source):
    source.unpublish()
    story = draft([background(source)])
    assert not found(story, "speaker_unpublished")


def test_private_evidence_changes_no_sign_off(source):
    story = draft([factories.statement(source, "On the record.", "direct")])
    before = hashes_of(story)
    story.body[0].value.update(reference="Tape 4", checked_by="Ada", basis_reason="x", medium="phone")
    assert hashes_of(story) == before
    story.body[0].value["basis"] = "background"
    assert hashes_of(story) != before


# Evidence --------------------------------------------------------------------------------------------


def test_a_direct_quote_without_evidence_is_a_warning(source):
    message = found(draft([factories.statement(source, kind="direct")]), "direct_quote_without_evidence")[0]
    assert "Not known: when it was said, how and where the recording or the notes are." in message
    known = {"interviewed_on": timezone.localdate(), "medium": "phone", "reference": "Tape 4"}
    assert not found(draft([factories.statement(source, kind="direct", **known)]), "direct_quote_without_evidence")
    assert not found(draft([factories.statement(source)]), "direct_quote_without_evidence")


# What sources say ------------------------------------------------------------------------------------


@pytest.fixture
def quoted(source):
    return factories.article(live=False, body=[factories.statement(source, "It is the jar.", "direct")])


def test_a_check_still_out_is_a_warning(quoted, source):
    sources.ask(quoted, source)
    assert found(newsroom.newest(quoted), "accuracy_check_open") == [
        "Dr. Vera Quillfeather has not said yet whether “It is the jar.” is accurate."
    ]
    assert RULES["accuracy_check_open"].severity == "warning"
    assert not [one for one in blockers_in(newsroom.newest(quoted)) if one.rule.startswith("acc")]


def test_a_disputed_quote_is_a_blocker_until_an_editor_has_settled_it(quoted, source):
    check = sources.say(sources.ask(quoted, source), ("fact_wrong", "It is the lid."))
    blockers = [one for one in blockers_in(newsroom.newest(quoted)) if one.rule == "quote_disputed"]
    assert blockers[0].waiver == "readiness.add_override"
    deciding.accept(check.statements.get(), by=factories.user(Role.COPY_EDITOR))
    assert found(newsroom.newest(quoted), "quote_disputed")  # the words are as they were
    newsroom.edit(quoted, body=_mended(quoted, "It is the lid."))
    assert not found(newsroom.newest(quoted), "quote_disputed", "accuracy_check_lapsed", "accuracy_check_open")


def _mended(story, words):
    body = newsroom.newest(story).body
    body[0].value["words"] = words
    return body


def test_declined_with_a_reason_it_may_be_published(quoted, source):
    check = sources.say(sources.ask(quoted, source), "not_said")
    with pytest.raises(NotReady):
        factories.publish(quoted)
    deciding.decline(check.statements.get(), by=factories.user(Role.COPY_EDITOR), reason="It is on the tape.")
    factories.publish(quoted)
    assert newsroom.is_live(quoted)


def test_a_disputed_paraphrase_and_a_wrong_credit_are_warnings(source):
    story = factories.article(live=False, body=[factories.statement(source)])
    sources.say(sources.ask(story, source), "not_said", credentials="PhD, not MD")
    assert found(newsroom.newest(story), "statement_disputed") == [
        "Dr. Vera Quillfeather disputes “It wakes the skin up.”: I did not say this",
        "Dr. Vera Quillfeather says that they are credited wrongly.",
    ]
    assert not found(newsroom.newest(story), "quote_disputed")


def test_changed_words_are_noted(quoted, source):
    sources.confirm(quoted, source)
    newsroom.edit(quoted, body=_mended(quoted, "It is the lid."))
    assert "the words have changed" in found(newsroom.newest(quoted), "accuracy_check_lapsed")[0]


# What readers see ------------------------------------------------------------------------------------


def published(story):
    factories.publish(story)
    return ArticlePage.objects.get(pk=story.pk)


def test_readers_are_told_with_whom_a_story_was_checked_if_the_house_wants_it(client, quoted, source):
    check = sources.confirm(quoted, source)
    story = published(quoted)
    assert "checked with" not in client.get(story.url).content.decode()
    sources.policy(tells_readers=True)
    day = timezone.localdate(check.answered_at)
    sentence = f"The accuracy of statements was checked with Dr. Vera Quillfeather on {day.day} {day:%B %Y}."
    page = client.get(story.url).content.decode()
    assert page.count(sentence) == 2  # for people, and for machines
    assert f'"backstory": "{sentence}"' in page


def test_readers_are_not_told_where_a_single_statement_is_open(client, source):
    sources.policy(tells_readers=True)
    body = [factories.statement(source, "One."), factories.statement(source, "Two.")]
    story = factories.article(live=False, body=body)
    sources.say(sources.ask(story, source), "accurate", "not_said")
    assert "checked with" not in client.get(published(story).url).content.decode()


def test_readers_are_not_told_of_a_source_who_came_into_doubt_meanwhile(client, quoted, source):
    sources.policy(tells_readers=True)
    check = sources.ask(quoted, source)
    story = published(quoted)
    Dispute.objects.create(person=source, reason="The register knows nobody of this name.")
    sources.say(check, "accurate")  # what they say is kept all the same
    assert "checked with" not in client.get(story.url).content.decode()


def test_nobody_learns_that_a_background_source_was_asked(client, source):
    sources.policy(tells_readers=True)
    named = factories.expert()
    story = factories.article(live=False, body=[background(source), factories.statement(named)])
    sources.confirm(story, source)
    assert "checked with" not in client.get(published(story).url).content.decode()


def test_an_answer_after_publication_renews_the_page(client, quoted, source):
    sources.policy(tells_readers=True)
    check = sources.ask(quoted, source)
    story = published(quoted)
    assert "checked with" not in client.get(story.url).content.decode()
    sources.say(check, "accurate")
    assert "checked with" in client.get(story.url).content.decode()


def test_the_page_costs_as_many_queries_with_thirty_statements_as_with_one(client, source):
    sources.policy(tells_readers=True)

    def cost(number):
        body = [factories.statement(source, f"Point {n}.") for n in range(number)]
        story = published(factories.article(live=False, body=body))
        with CaptureQueriesContext(connection) as queries:
            client.get(story.url)
        return len(queries)

    cost(1)
    assert cost(30) == cost(1)


def test_another_policy_has_the_findings_of_every_story_looked_at_again():
    story = factories.article(live=False)
    with newsroom.looked_at_again(story):
        AccuracyPolicy.objects.create(site=Site.objects.get(), policy="never")
