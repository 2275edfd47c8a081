"""The demo stories and the way each has come: written, submitted, sent back, approved, published, scheduled.

Every step is Wagtail's own, taken by the person whose step it is, so that histories and reports read as they
would after real weeks.
"""

from datetime import timedelta

from django.utils import timezone

from articles.blocks import ArticleBody
from articles.models import ArticlePage, Byline, Disclosure, RelatedStory, StoryIndexPage

from .content import age, day, read_all
from .history import let_pass

AT_THE_WRITER, AT_THE_COPY_DESK, AT_FINAL_APPROVAL = (timedelta(hours=hours) for hours in (26, 5, 3))
SCHEDULED_FOR_HOUR = 8  # on the first Sunday that is at least two days away


def create_stories(cast, topics, users):
    """Write every story and draft, and take each as far as it has come. Returns the stories by slug."""
    published, drafts = read_all("stories"), read_all("drafts")
    stories = {
        slug: write(slug, content, cast, topics, users["writer"]) for slug, content in (published | drafts).items()
    }
    for slug, content in published.items():
        recommend(stories[slug], [stories[other] for other in content["related"]], users["writer"])
        publish(stories[slug], users)
        let_pass(stories[slug], age(content["published"]))
        if "newer" in content:
            rewrite(stories[slug], content["newer"], cast, users["writer"])
            let_pass(stories[slug], age(content["newer"]["written"]))
    for slug, content in drafts.items():
        STAGES[content["stage"]](stories[slug], users, content.get("note", ""))
        let_pass(stories[slug], age(content["written"]))
    return stories


def write(slug, content, cast, topics, writer):
    """Make the story as a draft."""
    page = ArticlePage(
        slug=slug,
        title=content["headline"],
        kicker=content.get("kicker", ""),
        dek=content.get("dek", ""),
        topic=topics[content["topic"]],
        hero_photo=cast.photos.get(content.get("hero")),
        hero_alt_text=content.get("hero_alt_text", ""),
        hero_caption=content.get("hero_caption", ""),
        disclosure_answer=content["disclosure"],
        medical_reviewer=cast.people.get(content.get("medical_reviewer")),
        body=cast.body(ArticleBody(), content["body"]),
        bylines=[Byline(person=cast.people[key]) for key in content["writers"]],
        disclosures=[Disclosure(**disclosure) for disclosure in content.get("disclosures", [])],
        treatments=[cast.treatments[key] for key in content.get("treatments", [])],
        products=[cast.products[key] for key in content.get("products", [])],
        owner=writer,
        live=False,
    )
    if page.medical_reviewer:
        page.medically_reviewed_on = day(content["published"]) - timedelta(days=1)
    StoryIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=writer)
    return page


def newest(story):
    """The story as its writer sees it."""
    return ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()


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


def submit(story, writer):
    page = newest(story)
    page.get_workflow().start(page, writer)


def decide(story, action, *, by, comment=""):
    """Approve or reject at the desk where the story lies."""
    task_state = ArticlePage.objects.get(pk=story.pk).current_workflow_task_state
    task_state.task.specific.on_action(task_state, by, action, comment=comment)


def publish(story, users):
    """Take the story past both desks."""
    let_pass(story, AT_THE_WRITER)
    submit(story, users["writer"])
    let_pass(story, AT_THE_COPY_DESK)
    decide(story, "approve", by=users["copy"])
    let_pass(story, AT_FINAL_APPROVAL)
    decide(story, "approve", by=users["managing"])


def leave_as_draft(story, users, note):
    pass


def leave_at_the_copy_desk(story, users, note):
    let_pass(story, AT_THE_WRITER)
    submit(story, users["writer"])


def send_back(story, users, note):
    leave_at_the_copy_desk(story, users, note)
    let_pass(story, AT_THE_COPY_DESK)
    decide(story, "reject", by=users["copy"], comment=note)


def leave_at_final_approval(story, users, note):
    leave_at_the_copy_desk(story, users, note)
    let_pass(story, AT_THE_COPY_DESK)
    decide(story, "approve", by=users["copy"], comment=note)


def schedule(story, users, note):
    page = newest(story)
    page.go_live_at = coming_sunday()
    page.save_revision(user=users["writer"], log_action=True)
    publish(story, users)


STAGES = {
    "draft": leave_as_draft,
    "copy desk": leave_at_the_copy_desk,
    "sent back": send_back,
    "final approval": leave_at_final_approval,
    "scheduled": schedule,
}


def coming_sunday():
    soonest = timezone.localtime() + timedelta(days=2)
    sunday = soonest + timedelta(days=6 - soonest.weekday())
    return sunday.replace(hour=SCHEDULED_FOR_HOUR, minute=0, second=0, microsecond=0)
