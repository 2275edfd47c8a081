"""The demo stories and the road each has come: written, submitted, signed for by the desks, sent back, published.

Every step is the newsroom's own, taken by the person whose step it is, so that histories and reports read as they
would after real weeks. A draft's file lists its steps under `road`: how long after the step before, who, and what.
"""

import json
from datetime import timedelta
from html import unescape

from django.utils import timezone
from django.utils.html import strip_tags

from wagtail.models import Comment
from wagtail.rich_text import RichText

from articles.blocks.body import ArticleBody, NeutralBody
from articles.models import ArticlePage, Byline, Disclosure, RelatedStory, StoryIndexPage
from corrections import declaring
from corrections.models import Kind
from home.models import HomePage
from medical_reviews import signing
from medical_reviews.contents import hashes_of, stamp_of
from medical_reviews.models import ConflictAnswer
from money.models import AdvertiserIndexPage, AdvertiserPage
from planning import plans
from review import assignments
from review.models import Turn, TurnStatus

from .content import age, read, read_all, span
from .history import let_pass
from .magazine import add_page

NOTED = "noted"  # the key of the paragraph with a note in its margin
DUE_AT_HOUR = 17
SCHEDULED_FOR_HOUR = 8  # on the first Sunday that is at least two days away

# How long after the step before, in hours, each desk signs for a story that was published.
READING = [("copy", 5), ("photo", 2), ("facts", 4)]
MEDICAL_READING = ("medical", 20)
FINAL_APPROVAL = ("managing", 3)


def create_stories(cast, topics, users):
    """Write every story and draft, and take each as far as it has come. Returns the stories by slug."""
    published, drafts = read_all("stories"), read_all("drafts")
    stories = {
        slug: write(slug, content, cast, topics, users["writer"]) for slug, content in (published | drafts).items()
    }
    for number, (slug, content) in enumerate(published.items()):
        recommend(stories[slug], [stories[other] for other in content["related"]], users["writer"])
        take(stories[slug], road_to_print(content, number), users)
        notice = content.get("notice")
        since = age(notice["told"]) if notice else timedelta()
        let_pass(stories[slug], age(content["published"]) - since)
        if notice:
            words = {name: words for name, words in notice.items() if name not in ("told", "kind")}
            declaring.add_notice(stories[slug], Kind(notice["kind"]), by=users["managing"], **words)
            let_pass(stories[slug], since)
        if "newer" in content:
            rewrite(stories[slug], content["newer"], cast, users["writer"])
            let_pass(stories[slug], age(content["newer"]["written"]))
    for slug, content in drafts.items():
        take(stories[slug], content["road"], users)
        let_pass(stories[slug], age(content["written"]))
        plan(stories[slug], content.get("plan", {}), users["managing"])
    return stories


def write(slug, content, cast, topics, writer):
    """Make the story as a draft."""
    page = ArticlePage(
        slug=slug,
        title=content["headline"],
        seo_title=content.get("search_title", ""),
        search_description=content.get("search_description", ""),
        kicker=content.get("kicker", ""),
        dek=content.get("dek", ""),
        topic=topics[content["topic"]],
        hero_photo=cast.photos.get(content.get("hero")),
        hero_alt_text=content.get("hero_alt_text", ""),
        hero_caption=content.get("hero_caption", ""),
        disclosure_answer=content["disclosure"],
        body=cast.body(ArticleBody(), content["body"]),
        bylines=[Byline(person=cast.people[key]) for key in content["writers"]],
        disclosures=[Disclosure(**disclosure) for disclosure in content.get("disclosures", [])],
        treatments=[cast.treatments[key] for key in content.get("treatments", [])],
        products=[cast.products[key] for key in content.get("products", [])],
        owner=writer,
        live=False,
    )
    StoryIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=writer)
    return page


def create_advertisement(cast, users):
    """Write the page of a made-up advertiser, and take it along the same road."""
    content = read("advertisement")
    index = AdvertiserIndexPage(**content["index"], show_in_menus=True)
    add_page(HomePage.objects.get(), index, by=users["managing"])
    page = AdvertiserPage(
        slug=content["slug"],
        title=content["headline"],
        dek=content["dek"],
        search_description=content["search_description"],
        sponsor=content["sponsor"],
        hero_photo=cast.photos[content["hero"]],
        body=cast.body(NeutralBody(), content["body"]),
        owner=users["writer"],
        live=False,
    )
    index.add_child(instance=page)
    page.save_revision(user=users["writer"])
    take(page, road_to_print(content, 0), users)
    let_pass(page, age(content["published"]))


def newest(story):
    """The story as its writer sees it."""
    return type(story).objects.get(pk=story.pk).get_latest_revision_as_object()


def recommend(story, others, writer):
    page = newest(story)
    page.related_stories = [RelatedStory(story=other) for other in others]
    page.save_revision(user=writer, log_action=True)


def rewrite(story, newer, cast, writer):
    """Change a published story without publishing the change."""
    page = newest(story)
    page.dek = newer["dek"]
    page.body.append(("paragraph", cast.rich_text(newer["paragraph"])))
    page.save_revision(user=writer, log_action=True)


# The road -------------------------------------------------------------------------------------------


def road_to_print(content, number):
    """The steps of a published story. Its number decides which desk is the first to read."""
    reading = READING[number % 3 :] + READING[: number % 3]
    notes = content.get("notes", {})
    yield {"after": "26 hours", "by": "writer", "does": "submit"}
    for desk, hours in reading:
        yield {"after": f"{hours} hours", "by": desk, "does": "sign", "note": notes.get(desk, "")}
    if reviewer := content.get("medical_reviewer"):  # the key of an account; the medical desk signs off after them
        yield {"after": "1 hours", "by": reviewer, "does": "review"}
    if content.get("treatments"):
        desk, hours = MEDICAL_READING
        yield {"after": f"{hours} hours", "by": desk, "does": "sign", "note": notes.get(desk, "")}
    desk, hours = FINAL_APPROVAL
    yield {"after": f"{hours} hours", "by": desk, "does": "sign", "note": notes.get(desk, "")}


def take(story, road, users):
    """Take a story along its road."""
    for step in road:
        let_pass(story, span(step["after"]))
        STEPS[step["does"]](story, users[step["by"]], step)


def submit(story, user, step):
    page = newest(story)
    state = page.current_workflow_state
    if state:
        state.resume(user)
    else:
        page.get_workflow().start(page, user)


def sign(story, user, step):
    decide(story, "approve", user, comment=step.get("note", ""))


def send_back(story, user, step):
    decide(story, "reject", user, comment=step["note"])


def decide(story, action, user, **data):
    task_state = newest(story).current_workflow_task_state
    task_state.task.specific.on_action(task_state, user, action, **data)


def review(story, user, step):
    """Sign the medical review that readers see."""
    version = newest(story)
    seen = stamp_of(hashes_of(version))
    signing.sign(version, by=user, seen=seen, conflict_answer=ConflictAnswer.NONE)


def edit(story, user, step):
    page = newest(story)
    page.dek = step["dek"]
    page.save_revision(user=user, log_action=True)


def write_in_the_margin(story, user, step):
    """Leave a note beside words of a text block of the body, which is counted from 1."""
    page = newest(story)
    block = page.body[step["block"] - 1]
    before, words, after = block.value.source.partition(step["words"])
    opening, paragraph = before[: before.rindex("<p>")], before[before.rindex("<p>") + len("<p>") :]
    # Wagtail's editor finds the words by the key of their paragraph and their place in its text.
    block.value = RichText(f'{opening}<p data-block-key="{NOTED}">{paragraph}{words}{after}')
    start = len(unescape(strip_tags(paragraph)))
    position = json.dumps([{"key": NOTED, "start": start, "end": start + len(words)}])
    place = f"body.{block.id}"
    page.wagtail_admin_comments.add(Comment(user=user, text=step["note"], contentpath=place, position=position))
    revision = page.save_revision(user=user, log_action=True)
    Comment.objects.get(page=story.pk, contentpath=place).log_create(page_revision=revision, user=user)


def claim(story, user, step):
    turn = Turn.objects.get(page=story.pk, status=TurnStatus.OPEN, group__in=user.groups.all())
    assignments.claim(turn, user)


def schedule(story, user, step):
    page = newest(story)
    page.go_live_at = coming_sunday()
    page.save_revision(user=user, log_action=True)


STEPS = {
    "submit": submit,
    "sign": sign,
    "review": review,
    "send back": send_back,
    "edit": edit,
    "note": write_in_the_margin,
    "claim": claim,
    "schedule": schedule,
}


def plan(story, wanted, user):
    """Give a story its deadline and the day it is meant to run, counted from today."""
    fields = {}
    if "due" in wanted:
        fields["deadline"] = at_hour(timezone.localtime() + span(wanted["due"]), DUE_AT_HOUR)
    if "runs" in wanted:
        fields["planned_for"] = timezone.localdate() + span(wanted["runs"])
    if fields:
        plans.change(newest(story), by=user, **fields)


def coming_sunday():
    soonest = timezone.localtime() + timedelta(days=2)
    return at_hour(soonest + timedelta(days=6 - soonest.weekday()), SCHEDULED_FOR_HOUR)


def at_hour(day, hour):
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
