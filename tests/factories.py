"""Builders for tests: each takes only what the test is about and fills in the rest."""

import itertools
import uuid
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from django.utils.http import int_to_base36

from wagtail.models import Page, TaskState, Workflow, WorkflowState

from accounts.house_clock import today
from accounts.roles import Role
from articles.models import ArticlePage, Byline, StoryIndexPage, TopicPage
from comments.conversations import columns_of, count
from comments.models import UNDECIDED, ReaderComment, Status, Verb
from corrections.changes import change_of
from corrections.declaring import declaration_for
from corrections.models import Correction
from glossary import signing
from glossary.models import GlossaryTerm, OtherForm
from home.models import HomePage
from medical_reviews.contents import hashes_of
from medical_reviews.line import bring_up_to_date
from medical_reviews.models import MedicalReview
from money.models import AdvertiserIndexPage, AdvertiserPage
from people.models import Credential, PeopleIndexPage, PersonPage, VerificationCheck
from people.vocabulary import CheckKind, ConflictsAnswer, CredentialState
from photos.models import Photo
from photos.vocabulary import ReleaseState
from products.models import Offer, Product, Recall, Retailer
from readiness.models import Override
from readiness.rules import RULES
from releases.models import Release
from review.models import SignOff, SignOffTask, Stage, Turn, TurnStatus
from sharing import links
from treatments.models import OtherName, RegulatoryStatus, Treatment

number = itertools.count(1)
rules_hold = False  # the fixture of this name says otherwise
PASSWORD = "a-made-up-password-1"


def user(*roles, **fields):
    """An account in the groups of the given roles; without any, a reader."""
    n = next(number)
    fields = {"email": f"person{n}@example.org", "display_name": f"Person {n}"} | fields
    made = get_user_model().objects.create_user(password=PASSWORD, **fields)
    made.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    made.emailaddress_set.create(email=made.email, verified=True, primary=True)
    return made


def image_file(name="photo.jpg", size=(64, 48), colour="tan", image_format="JPEG"):
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, image_format)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=f"image/{image_format.lower()}")


def photo(**fields):
    fields = {
        "title": f"Photo {next(number)}",
        "credit": "Ada Example",
        "alt_text": "A cheek in morning light",
        "release_state": ReleaseState.GRANTED,
    } | fields
    fields.setdefault("file", image_file())
    return Photo.objects.create(**fields)


def topic(title=None, **fields):
    return add_page(HomePage.objects.get(), TopicPage(title=title or f"Topic {next(number)}", **fields))


def person(title=None, **fields):
    n = next(number)
    fields = {"last_name": f"Example{n}", "first_name": "Ada"} | fields
    if not {"is_writer", "is_expert", "is_medical_reviewer"} & fields.keys():
        fields["is_writer"] = True
    return add_page(PeopleIndexPage.objects.get(), PersonPage(title=title or f"Ada {fields['last_name']}", **fields))


def someone():
    """Who writes what nobody in particular has written."""
    return PersonPage.objects.filter(slug="someone").first() or person(slug="someone")


def expert(*, checked=True, **fields):
    """An expert of whom somebody has made sure, and who was asked about conflicts of interest, unless checked=False."""
    asked = {"conflicts_answer": ConflictsAnswer.NONE_DECLARED} if checked else {}
    made = person(**({"is_expert": True, "honorific": "Dr."} | asked | fields))
    if checked:
        VerificationCheck.objects.bulk_create(
            check_of(made, kind) for kind in (CheckKind.ON_REGISTER, CheckKind.DIRECT_CONTACT)
        )
    return made


def check_of(of, kind, **fields):
    """That somebody made sure of a person under the name they have; not saved yet."""
    fields = {"where": "The register of Larkhollow", "by_name": "Ada Example", "of_name": of.name_to_check} | fields
    return VerificationCheck(person=of, kind=kind, **fields)


def credential(of, *, verified=True, **fields):
    """One more credential of a person, verified unless said otherwise."""
    fields = {"name": "Doctor of Medicine", "issuing_body": "University of Larkhollow"} | fields
    made = Credential.objects.create(person=PersonPage.objects.get(pk=of.pk), **fields)
    if verified:
        words = {"state": CredentialState.VERIFIED, "verified_by_name": "Ada Example", "verified_on": today()}
        words["of_name"] = made.person.name_to_check
        Credential.objects.filter(pk=made.pk).update(**words)
        made.refresh_from_db()
    return made


def article(title=None, *, writers=(), live=True, owner=None, waived=(), medical_reviewer=None, **fields):
    """A story. Published through a revision, as the desk would, unless live=False; `waived` names readiness rules.

    Given a `medical_reviewer`, that person's signed review holds for it. The readiness rules look at it only where a
    test asks for `rules_hold`: to run them all is half of what making a story costs.
    """
    fields = {"dek": "What it is, and what it is not."} | fields
    page = ArticlePage(title=title or f"Story {next(number)}", live=False, owner=owner, **fields)
    if page.topic is None:
        page.topic = TopicPage.objects.first() or topic()
    page.bylines = [Byline(person=writer) for writer in writers or [someone()]]
    with nullcontext() if rules_hold else no_rules():
        add_page(StoryIndexPage.objects.get(), page)
        page.save_revision(user=owner)
        if medical_reviewer:
            medical_review(page, medical_reviewer)
        if live:
            publish(page, waived=waived)
    if live and not rules_hold:
        waive(page, "missing_sign_offs", *waived)  # so that this version can be published again
    return ArticlePage.objects.get(pk=page.pk)


@contextmanager
def no_rules():
    """Nothing is checked, and no report made."""
    kept = dict(RULES)
    RULES.clear()
    try:
        yield
    finally:
        RULES.update(kept)


def advertisement(title=None, *, live=True, owner=None, **fields):
    """An advertiser's page, in the index of such pages."""
    home = HomePage.objects.get()
    index = AdvertiserIndexPage.objects.first() or add_page(home, AdvertiserIndexPage(title="From our advertisers"))
    fields = {"dek": "What it is.", "sponsor": "Maison Example"} | fields
    page = add_page(index, AdvertiserPage(title=title or f"Page {next(number)}", live=False, owner=owner, **fields))
    page.save_revision(user=owner)
    if live:
        publish(page)
    return AdvertiserPage.objects.get(pk=page.pk)


def medical_review(page, reviewer, **fields):
    """A signed review that holds for the newest version of a story."""
    version = page.get_latest_revision_as_object()
    fields = {
        "credentials": reviewer.credential_line,
        "specialty": reviewer.specialty or "Dermatology",
        "conflict_answer": "none",
        "hashes": hashes_of(version),
        "due_on": timezone.localdate() + timedelta(days=365),
    } | fields
    made = MedicalReview.objects.create(
        article_id=page.pk, revision=page.get_latest_revision(), reviewer=reviewer, **fields
    )
    bring_up_to_date(page.pk)
    return made


def publish(page, user=None, *, waived=()):
    """Publish the newest version of a story as if every desk had signed it off; every rule not waived holds."""
    waive(page, "missing_sign_offs", *waived)
    page = type(page).objects.get(pk=page.pk)
    if isinstance(page, ArticlePage) and page.first_published_at:  # readers would notice a change
        declare(page)
    page.get_latest_revision().publish(user=user)


def declare(page, kind="update", **fields):
    """Say what kind of change the newest version of a story makes, where readers would notice one and nobody has."""
    change = change_of(ArticlePage.objects.get(pk=page.pk).get_latest_revision().as_object())
    if change and not declaration_for(page.pk, change):
        text = "" if kind in ("minor_fix", "correction") else "Brought up to date."
        fields = {"text": text, "touches": ",".join(change.touches)} | fields
        Correction.objects.create(article_id=page.pk, kind=kind, over=change.over, content=change.content, **fields)


def waive_sign_offs(page):
    """Let the newest version of a story be published without the desks' sign-offs."""
    waive(page, "missing_sign_offs")


def waive(page, *rules):
    """Let the newest version of a story be published whatever these readiness rules find in it."""
    if RULES.keys().isdisjoint(rules):
        return
    draft = type(page).objects.get(pk=page.pk).get_latest_revision().as_object()
    Override.objects.bulk_create(
        [
            Override(page=draft, rule=found.rule, key=found.key, message=found.message, reason="Waived by a test.")
            for rule in rules
            if rule in RULES
            for found in RULES[rule].findings(draft)
        ],
        ignore_conflicts=True,
    )


def pair(before=None, after=None, **values):
    """A body block: two photos of the same place, ten days apart."""
    dates = {"before_taken_on": date(2026, 3, 1), "after_taken_on": date(2026, 3, 11)}
    return (
        "before_after",
        {"before": {"photo": before or photo()}, "after": {"photo": after or photo()}} | dates | values,
    )


def statement(speaker, words="It wakes the skin up.", kind="paraphrase", **values):
    """A body block as (type, value): article(body=[statement(expert())])."""
    return ("statement", {"person": speaker, "kind": kind, "words": words, **values})


def add_page(parent, page):
    page.slug = page.slug or f"page-{next(number)}"
    parent.add_child(instance=page)
    return page


def comment(article, *, by=None, status=Status.APPROVED, reply_to=None, **fields):
    """A comment with the first row of its history. Without `by` it is a new reader's."""
    if by is None and "guest_name" not in fields:
        by = user()
    if status == Status.ERASED:
        by, fields = None, fields | {"body": "", "guest_name": "", "guest_email": ""}
    fields = {"body": f"Thought number {next(number)}.", "created_at": timezone.now()} | fields
    fields.setdefault("ranked_at", fields["created_at"])
    made = ReaderComment.objects.create(
        article=article,
        author=by,
        parent=reply_to,
        root_id=reply_to.root_or_self_id if reply_to else None,
        depth=reply_to.depth + 1 if reply_to else 0,
        status=status,
        decided_at=None if status in UNDECIDED else fields["created_at"],
        **fields,
    )
    made.history.create(verb=Verb.SUBMIT, actor=by, version=1, to_status=status)
    count([(article.pk, [], columns_of(made))])
    return made


def guest_comment(article, **fields):
    guest = {"guest_name": "Guest Example", "guest_email": f"guest{next(number)}@example.org"}
    return comment(article, **(guest | {"status": Status.UNCONFIRMED} | fields))


def preview_link(page, *, by=None, label="Dr. Example", **options):
    """A link to a page's draft, as (link, token). Without `by` an administrator made it."""
    by = by or user(is_superuser=True)
    return links.share(page, by=by, label=label, submission=uuid.uuid4(), **options)


def run(story, *, by=None):
    """A workflow run of a story, handed in by somebody, without any stage yet."""
    return WorkflowState.objects.create(
        content_type=story.cached_content_type,
        base_content_type=story.get_base_content_type(),
        object_id=str(story.pk),
        workflow=Workflow.objects.first(),
        requested_by=by or story.owner,
    )


def stage(run_or_story, name="Desks", **fields):
    """A stage of a run, open since a minute. Given a story, of a new run."""
    state = run_or_story if isinstance(run_or_story, WorkflowState) else run(run_or_story)
    fields = {"opened_at": timezone.now() - timedelta(minutes=1), "position": state.stages.count()} | fields
    task, _new = SignOffTask.objects.get_or_create(name=name)
    return Stage.objects.create(workflow_state=state, page_id=int(state.object_id), task=task, name=name, **fields)


def turn(at, role, desk_name=None, **fields):
    """One desk's turn at a stage: it has been asked, if nothing else is said."""
    fields = {"status": TurnStatus.OPEN, "aspects": ["text"], "opened_at": at.opened_at} | fields
    fields |= {"desk_name": desk_name or f"{role.label} desk", "group": Group.objects.get(name=role.value)}
    return Turn.objects.create(stage=at, page=at.page, **fields)


def sign_off(turn, approver, **fields):
    """That somebody signed for a story's newest version, and that it holds."""
    fields = {"given_at": timezone.now(), "hashes": {}, "role": turn.group.name} | fields
    return SignOff.objects.create(
        turn=turn,
        page=turn.page,
        revision=turn.page.latest_revision,
        approver=approver,
        approver_name=str(approver),
        **fields,
    )


def in_review(story, *, stage="Desks", opened_at=None, returned=False, **turns):
    """Put a story to a stage of the default workflow, as the engine records it, and return that stage.

    Args:
        stage: the name of the stage at which it stands; those before it are over.
        opened_at: when it came there; now unless given.
        returned: whether the stage has sent it back to its writer.
        turns: fields of single turns of that stage by the beginning of the desk's name: photo={"status": "signed"}.
    """
    opened_at = opened_at or timezone.now()
    state = run(story)
    made = []
    for position, task in enumerate(SignOffTask.objects.order_by("workflow_tasks__sort_order")):
        made.append(
            Stage.objects.create(workflow_state=state, page=story, task=task, name=task.name, position=position)
        )
        for desk in task.desks.all():
            made[-1].turns.create(page=story, desk_name=desk.name, group=desk.group, aspects=desk.aspects)
    here = next(each for each in made if each.name == stage)
    for before in made[: here.position]:
        before.opened_at = before.closed_at = opened_at
        before.save()
        before.turns.update(status=TurnStatus.SIGNED, opened_at=opened_at)
    here.opened_at = opened_at
    here.save()
    here.turns.update(status=TurnStatus.WAITING if returned else TurnStatus.OPEN, opened_at=opened_at)
    for name, fields in turns.items():
        here.turns.filter(desk_name__istartswith=name).update(**fields)
    state.current_task_state = TaskState.objects.create(
        workflow_state=state,
        task=here.task,
        revision=story.get_latest_revision() or story.save_revision(),
        status=TaskState.STATUS_REJECTED if returned else TaskState.STATUS_IN_PROGRESS,
        finished_at=opened_at if returned else None,
    )
    state.status = WorkflowState.STATUS_NEEDS_CHANGES if returned else WorkflowState.STATUS_IN_PROGRESS
    state.save()
    return here


def sign(turn, by, **fields):
    """A sign-off with which a desk's turn is over. Returns it."""
    turn.status = TurnStatus.SIGNED
    turn.save(update_fields=["status"])
    return sign_off(turn, by, **fields)


def copies(story, how_many):
    """Make so many more stories like this one, with its byline, run, stages and turns. Returns their ids.

    For tests of size: nothing is saved one by one, and nothing hears of it.
    """
    base = Page.objects.get(pk=story.pk)
    pages = [
        _copy(base, pk=None, path=f"{base.path[:-4]}{_step(n)}", slug=f"copy-{n}", translation_key=uuid.uuid4())
        for n in itertools.islice(number, how_many)
    ]
    ids = [page.pk for page in Page.objects.bulk_create(pages)]
    articles = [_copy(story, pk=pk, page_ptr_id=pk) for pk in ids]
    # Django has no bulk_create for models with a parent; the parents' rows are there already.
    ArticlePage.objects.all()._insert(articles, ArticlePage._meta.local_concrete_fields, using="default")
    Byline.objects.bulk_create(_copy(each, pk=None, article_id=pk) for each in story.bylines.all() for pk in ids)
    for state in WorkflowState.objects.for_instance(story):
        _copy_run(state, ids)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a site has done that grew to this size
    return ids


def _copy_run(state, ids):
    runs = [_copy(state, pk=None, object_id=str(pk), current_task_state=None) for pk in ids]
    WorkflowState.objects.bulk_create(runs)
    if here := state.current_task_state:
        states = TaskState.objects.bulk_create(_copy(here, pk=None, workflow_state=each) for each in runs)
        for each, its in zip(runs, states, strict=True):
            each.current_task_state = its
        WorkflowState.objects.bulk_update(runs, ["current_task_state"], batch_size=200)
    for stage in state.stages.all():
        stages = Stage.objects.bulk_create(
            _copy(stage, pk=None, workflow_state=each, page_id=int(each.object_id)) for each in runs
        )
        stage.turns.model.objects.bulk_create(
            _copy(turn, pk=None, stage=each, page_id=each.page_id) for turn in stage.turns.all() for each in stages
        )


def _copy(row, **fields):
    made = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    for name, value in fields.items():
        setattr(made, name, value)
    made._state.adding = True
    return made


def _step(number):
    """A step of a page's path in the tree: four signs that no page made in the usual way reaches."""
    return int_to_base36((34 - number // 36**3) * 36**3 + number % 36**3).upper()  # from Y000 on, then X000 …


def treatment(name=None, *, other_names=(), checked_on=None, **statuses):
    """A treatment with what the law says by place, looked up today: treatment(US="unapproved", UK="approved")."""
    made = Treatment(name=name or f"Treatment {next(number)}")
    made.other_names = [OtherName(name=each) for each in other_names]
    made.statuses = [
        RegulatoryStatus(
            jurisdiction=place,
            status=status,
            source_name="A regulator",
            source_url="https://regulator.example/notice",
            checked_on=checked_on or timezone.localdate(),
        )
        for place, status in statuses.items()
    ]
    made.save()
    made.save_revision()
    return made


def term(title=None, definition="A word of the trade.", *, names=(), by=None, **fields):
    """A word of the glossary; given `by`, a reviewer who has signed for it. With by=True somebody is made."""
    made = GlossaryTerm(title=title or f"Term {next(number)}", definition=definition, **fields)
    made.other_forms = [OtherForm(name=name) for name in names]
    made.save()
    made.save_revision()
    if by:
        by = user(Role.FACT_CHECKER) if by is True else by
        made = signing.sign(made.pk, by=by, seen=made.stamp)
    return made


def retailer(name=None, **fields):
    return Retailer.objects.create(name=name or f"Shop {next(number)}", **fields)


def product(name=None, *, offers=(), recalled=False, **fields):
    """A product we have bought. `offers` holds the fields of each: [{"price": 12, "checked_on": today()}]."""
    fields = {"brand": "Maison Example", "acquired": "bought"} | fields
    made = Product(name=name or f"Balm {next(number)}", **fields)
    for fields in offers:
        at_least = {"address": "https://shop-of-nobody.example/balm"}
        shop = fields.get("retailer") or retailer(pays_nobody=True)
        made.offers.add(Offer(**(at_least | fields | {"retailer": shop})))
    made.save()
    if recalled:
        recall(made)
    return made


def recall(of, **fields):
    fields = {"reason": "It burns.", "recalled_on": today(), "authority": "The Office of Larkhollow"} | fields
    return Recall.objects.create(product=of, address="https://office.example/notices/1", **fields)


def card(of, verdict="<p>It stays where it is put.</p>"):
    """The block with the card of a product."""
    return ("product", {"product": of, "verdict": verdict})


def release(shown=None, **fields):
    """One person shown in a photo, asked for the website."""
    fields = {"name": f"Model {next(number)}", "email": "model@example.org"} | fields
    return Release.objects.create(photo=shown or photo(), **fields)
