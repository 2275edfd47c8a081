"""Who gets what at every address of the site: the walk that tests/test_role_table.py compares with role_table.txt."""

import re
import uuid
from copy import copy
from pathlib import Path
from unittest.mock import PropertyMock, patch

from allauth.account.models import EmailConfirmationHMAC
from allauth.mfa.models import Authenticator

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import ERROR, get_messages
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry as setting_registry
from wagtail.documents.models import Document
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    Site,
    Task,
    UploadedFile,
)

from accounts.backends import FewerQueriesBackend
from accounts.roles import Role
from articles.models import StoryIndexPage
from claims.models import ClaimDecision, ClaimPolicy
from claims.reading import digest_of
from comments import corrections
from comments.models import AuthorMeasure, MeasureAppeal, Status
from comments.states import Queue
from corrections.models import Correction, PublishedVersion
from home.models import HomePage, MagazineSettings, StandingPage
from moderation.models import ModeratorNote, SavedFilter
from money.models import AffiliateHost
from notices.models import Event, Webhook
from people.models import PeopleIndexPage
from planning.models import ScheduleFailure
from readiness.models import Override
from review.models import Turn
from screening.models import HouseWord
from sources.models import Source
from tests import factories, newsroom

TABLE = Path(__file__).with_suffix(".txt")
ROLES = {
    "writer": Role.WRITER,
    "copy": Role.COPY_EDITOR,
    "photo": Role.PHOTO_EDITOR,
    "facts": Role.FACT_CHECKER,
    "medical": Role.MEDICAL_REVIEWER,
    "managing": Role.MANAGING_EDITOR,
    "moderator": Role.COMMENT_MODERATOR,
}
COLUMNS = ["anonymous", "reader", *ROLES, "admin"]
REFUSED = {"login", "denied", "missing"}
# What a request leaves behind, other than in the session of whoever made it.
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|wagtailadmin_editingsession|wagtailusers_)')
# Patterns that no reader of the table would recognise.
NAMES = {r"((?:[\w\-]+/)*)": "<page>", ".*/": "<anything else>/", r"(\d+)/(.*)": "<document_id>/<name>"}


def addresses(resolver=None, prefix=""):
    """Yield every URL pattern of the site as a person would write it, each once: "admin/pages/<page_id>/edit/"."""
    seen = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        text = prefix + readable(str(pattern.pattern))
        for address in addresses(pattern, text) if isinstance(pattern, URLResolver) else [text]:
            if address not in seen:
                seen.add(address)
                yield address


def readable(pattern):
    pattern = re.sub(r"\(\?P(<\w+>)(?:[^()]|\([^()]*\))*\)|<\w+:(\w+)>", lambda m: m[1] or f"<{m[2]}>", pattern)
    pattern = pattern.replace(r"\.", ".").replace("^", "").replace("$", "")
    return NAMES.get(pattern, pattern)


class House:
    """One of everything that an address can be about, and somebody of every role."""

    def __init__(self):
        people = {name: factories.user(role) for name, role in ROLES.items()}
        people |= {"reader": factories.user(), "admin": factories.user(is_superuser=True, is_staff=True)}
        self.accounts = {user.pk: account_of(user) for user in people.values()}
        self.clients = {name: Client(raise_request_exception=False) for name in COLUMNS}
        for name, user in people.items():
            self.clients[name].force_login(user)
        self.pages = pages = self.make_pages(people)
        photo = factories.photo()
        document = Document.objects.create(title="Paper", file=ContentFile(b"%PDF-1.7", "paper.pdf"))
        root = Collection.get_first_root_node()
        workflow, task, site = newsroom.road(), Task.objects.order_by("pk").first(), Site.objects.get()
        state = workflow.start(pages["submitted draft"], people["writer"])
        turn = Turn.objects.filter(page=pages["submitted draft"], desk_name="Copy desk").get()
        webhook = Webhook.objects.create(
            name="Chat", url="https://127.0.0.1/", events=[Event.PUBLISHED]
        )  # refused there
        now = timezone.now()
        delivery = webhook.deliveries.create(
            event_id=uuid.uuid4(), event=Event.PUBLISHED, story="A story", body="{}", next_attempt_at=now
        )
        failure = ScheduleFailure.objects.create(
            page=pages["story"], revision=pages["story"].latest_revision, first_at=now, last_at=now, next_at=now
        )
        comment = factories.comment(pages["story"], status=Status.PENDING)
        approved = factories.comment(pages["story"])
        measure = AuthorMeasure.objects.create(kind="warn", code="abuse", author=approved.author)
        MeasureAppeal.objects.create(measure=measure, text="It was a joke.")
        note = ModeratorNote.objects.create(comment=approved, text="Odd tone")
        correction = corrections.ask(pages["story"], wrong="It was 2019.", submission=uuid.uuid4())
        version = PublishedVersion.objects.get(article=pages["story"]).pk
        minor_fix = Correction.objects.create(
            article=pages["story"], kind="minor_fix", touches="number", over="a", content="b", by=people["writer"]
        )
        gua_sha = factories.treatment("Gua sha")
        treatment = gua_sha.pk
        elastin = factories.term("Elastin", by=True)
        term, self.term_revision = elastin.pk, elastin.latest_revision_id
        product, shop = factories.product().pk, factories.retailer().pk
        affiliate = AffiliateHost.objects.create(host="shop.example", network="Example").pk
        source = Source.objects.create(title="On balm").pk
        policy = ClaimPolicy.objects.create(topic=pages["topic"], strictness="note").pk
        locked = PageViewRestriction.objects.create(
            page=pages["page with a password"], restriction_type="password", password="x"
        )
        collection = root.add_child(name="Archive").pk
        locked_collection = CollectionViewRestriction.objects.create(collection_id=collection, password="x").pk
        key = Authenticator.objects.create(user=factories.user(), type=Authenticator.Type.WEBAUTHN, data={}).pk
        new_address = factories.user().emailaddress_set.create(email="new@example.org")
        for model in setting_registry:
            model.for_site(site)
        MagazineSettings.objects.update(contact_email="desk@example.org")
        upload = UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(photo),
            file=ContentFile(b"x", "x.jpg"),
            uploaded_by_user=people["photo"],
        ).pk
        # What stands in for a parameter: by its name, or by the beginning of the address (the longest one counts).
        self.by_name = {
            "action_name": "approve",
            "after_pk": version,
            "before_pk": version,
            "collection_id": collection,
            "decision_id": ClaimDecision.objects.create(
                article=pages["story"], digest=digest_of("It heals."), words="It heals.", reason="Read the leaflet."
            ).pk,
            "destination_id": pages["story index"].pk,
            "doc_id": document.pk,
            "document_id": document.pk,
            "filter_spec": "width-32",
            "image_id": photo.pk,
            "kind": "planned",
            "key": EmailConfirmationHMAC.create(new_address).key,
            "name": "paper.pdf",
            "object_id": pages["story"].pk,
            "person_id": pages["person"].pk,
            "queue": Queue.PENDING.value,
            "override_id": Override.objects.create(
                page=pages["story"], rule="no_kicker", key="no_kicker:kicker::", reason="The designer adds it."
            ).pk,
            "page_view_restriction_id": locked.pk,
            "review_id": factories.medical_review(pages["story"], factories.person(is_medical_reviewer=True)).pk,
            "pattern": "one-paragraph",
            "redirect_id": Redirect.objects.create(old_path="/old", redirect_link="/new").pk,
            "restriction_id": locked_collection,
            "revision_id": gua_sha.latest_revision_id,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "session_id": 1,
            "status": "pending",
            "submission": correction.submission,
            "task_id": task.pk,
            "task_state_id": state.current_task_state.pk,
            "token": "not-a-token",
            "topic": pages["topic"].slug,
            "path": pages["story"].url.strip("/"),
            "person": pages["person"].slug,
            "section": "news",
            "uidb36": "1",
            "uidb64": "MQ",
            "uploaded_file_id": upload,
            "workflow_pk": workflow.pk,
            "workflow_state_id": state.pk,
        }
        self.pk_below = {
            "accounts/2fa/webauthn/": key,
            "admin/api/main/documents/": document.pk,
            "admin/api/main/images/": photo.pk,
            "admin/collections/": collection,
            "admin/comments/comment/": comment.pk,
            "admin/comments/corrections/": correction.pk,
            "admin/comments/measures/": measure.pk,
            "admin/comments/notes/": note.pk,
            "admin/comments/filters/": SavedFilter.objects.create(name="Links", queue=Queue.PENDING, query="q=http").pk,
            "admin/comments/words/": HouseWord.objects.create(text="glow", kind="suspect").pk,
            "admin/desk/turns/": turn.pk,
            "admin/desks/": turn.stage.task.specific.desks.get(name=turn.desk_name).pk,
            "admin/documents/": document.pk,
            "admin/groups/": Group.objects.get(name=Role.WRITER).pk,
            "admin/images/": photo.pk,
            "admin/pages/<page_id>/changes/": minor_fix.pk,
            "admin/pages/<page_id>/changes/versions/": version,
            "admin/releases/": factories.release().pk,
            "admin/releases/photo/": factories.photo().pk,
            "admin/reports/experts/": pages["person"].pk,
            "admin/reports/failed-schedules/": failure.pk,
            "admin/settings/": site.pk,
            "admin/sites/": site.pk,
            "admin/products/": product,
            "admin/snippets/products/product/": product,
            "admin/snippets/products/retailer/": shop,
            "admin/snippets/choose/claims/claimpolicy/": policy,
            "admin/snippets/claims/claimpolicy/": policy,
            "admin/snippets/choose/sources/source/": source,
            "admin/snippets/sources/source/": source,
            "admin/snippets/choose/products/product/": product,
            "admin/snippets/choose/products/retailer/": shop,
            "admin/snippets/choose/treatments/treatment/": treatment,
            "admin/snippets/treatments/treatment/": treatment,
            "admin/glossary/": term,
            "admin/snippets/choose/glossary/glossaryterm/": term,
            "admin/snippets/glossary/glossaryterm/": term,
            "admin/snippets/choose/money/affiliatehost/": affiliate,
            "admin/snippets/money/affiliatehost/": affiliate,
            "admin/users/": people["reader"].pk,
            "admin/webhooks/": webhook.pk,
            "admin/webhooks/deliveries/": delivery.pk,
            "admin/workflows/": workflow.pk,
            "admin/workflows/tasks/": task.pk,
            "comments/": approved.pk,
            "comments/measures/": measure.pk,
        }
        self.pk_of_model = {
            "affiliatehost": affiliate,
            "document": document.pk,
            "image": photo.pk,
            "page": pages["story"].pk,
            "photo": photo.pk,
            "product": product,
            "retailer": shop,
            "readercomment": comment.pk,
            "snippet": treatment,
            "claimpolicy": policy,
            "source": source,
            "treatment": treatment,
            "glossaryterm": term,
            "user": people["reader"].pk,
        }
        self.files = {
            "a rendition": photo.get_rendition("width-32").file.name,
            "an original": photo.file.name,
            "a document": document.file.name,
        }

    @staticmethod
    def make_pages(people):
        home, topic, paid = HomePage.objects.get(), factories.topic("Skin"), factories.advertisement()
        return {
            "home": home,
            "story index": StoryIndexPage.objects.get(),
            "people index": PeopleIndexPage.objects.get(),
            "topic": topic,
            "person": factories.person("Ada Example"),
            "standing page": factories.add_page(home, StandingPage(title="About")),
            "page with a password": factories.add_page(home, StandingPage(title="For partners")),
            "list of paid pages": paid.get_parent().specific,
            "paid page": paid,
            "story": factories.article("A live story", topic=topic, owner=people["managing"]),
            "writer's draft": factories.article("A draft", topic=topic, live=False, owner=people["writer"]),
            "submitted draft": factories.article("Another draft", topic=topic, live=False, owner=people["writer"]),
        }

    def cases(self):
        """Yield (row, path) for every address: one row, or one for each kind of thing that it can be about."""
        for address in addresses():
            variants = self.variants(address)
            for label, values in variants.items():
                yield f"{address} ({label})" if label else address, "/" + self.filled(address, values)

    def variants(self, address):
        """The kinds of things an address can be about, as {label: values of its parameters}."""
        if address == "<page>":
            return {label: {"page": page.url_path.removeprefix("/home/")} for label, page in self.pages.items()}
        if address.startswith("media/"):
            return {label: {"path": name} for label, name in self.files.items()}
        if address.endswith("<content_type_model_name>/<parent_page_id>/"):
            return self.page_types()
        if "<content_type_model_name>" in address or "pages/create/" in address:
            return {"a story": self.page_types()["a story"]}
        if address.startswith("admin/settings/"):
            return {
                model._meta.label: {"app_name": model._meta.app_label, "model_name": model._meta.model_name}
                for model in setting_registry
            }
        if address.startswith("admin/bulk/"):
            return self.bulk_actions()
        if page_parameters := re.findall(r"<((?:parent_|story_)?page_id|page_pk|page_to_move_id|story_pk)>", address):
            return {
                label: dict.fromkeys(page_parameters, page.pk) | {"revision_id": page.latest_revision_id}
                for label, page in self.kinds(address).items()
            }
        if re.search(r"admin/(api/main/pages|pages|comments/story)/<pk>", address):
            return {label: {"pk": page.pk} for label, page in self.kinds(address).items()}
        model = {"app_label": "articles", "model_name": "articlepage", "app_name": "articles"}
        if "workflows/tasks/add" in address:
            model = {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}
        return {"": model}

    def kinds(self, address):
        """Which pages an address about pages is tried with: where rights differ, all kinds."""
        chosen = self.pages if address.endswith("/edit/") else ["story", "writer's draft"]
        if "workflow" in address:
            chosen = ["submitted draft"]
        if "page_view_restriction_id" in address:
            chosen = ["page with a password"]
        return {label: self.pages[label] for label in chosen}

    def page_types(self):
        homes = {"topic": "home", "person": "people index", "standing page": "home", "story": "story index"}
        homes |= {"paid page": "list of paid pages"}
        return {
            f"a {label}": {
                "content_type_app_name": self.pages[label]._meta.app_label,
                "content_type_model_name": self.pages[label]._meta.model_name,
                "app_label": self.pages[label]._meta.app_label,
                "model_name": self.pages[label]._meta.model_name,
                "parent_page_id": self.pages[parent].pk,
            }
            for label, parent in homes.items()
        }

    def bulk_actions(self):
        bulk_action_registry._scan_for_bulk_actions()
        return {
            f"{app_label}.{model_name} {action}": {"app_label": app_label, "model_name": model_name, "action": action}
            for app_label, models in sorted(bulk_action_registry.actions.items())
            for model_name, actions in sorted(models.items())
            for action in sorted(actions)
        }

    def filled(self, address, values):
        """The address with every parameter replaced. Raises KeyError where nothing stands in for one."""
        below = [prefix for prefix in self.pk_below if address.startswith(prefix)]
        known = self.by_name | ({"pk": self.pk_below[max(below, key=len)]} if below else {}) | values
        if address.startswith("admin/snippets/glossary/"):
            known = known | {"revision_id": self.term_revision}
        address = address.replace("<anything else>", "no-such-screen")
        path = re.sub(r"<(\w+)>", lambda match: str(known[match[1]]), address)
        return f"{path}?id={self.pk_of_model[known['model_name']]}" if address.startswith("admin/bulk/") else path

    def ask(self, column, method, path):
        """What this role gets: one word. Nothing that the request does to the database or the session stays."""
        client = self.clients[column]
        cookies = client.cookies.copy()
        writes = []

        def look(execute, statement, *others):
            if WRITES.match(statement):
                writes.append(statement)
            return execute(statement, *others)

        with transaction.atomic(), connection.execute_wrapper(look):
            response = getattr(client, method)(path)
            word = self.word(column, response)
            transaction.set_rollback(True)
        client.cookies = cookies
        cache.clear()
        return "done" if method == "post" and writes else word

    def word(self, column, response):
        status = response.status_code
        if status in (301, 302):
            return self.word_for_redirect(column, response)
        return {200: "ok", 400: "bad", 403: "denied", 404: "missing", 405: "no", 410: "missing", 500: "error"}[status]

    def word_for_redirect(self, column, response):
        target = response.headers["Location"].split("?")[0]
        if target in ("/accounts/login/", "/admin/login/"):
            # A reader who is sent there from the admin is refused: accounts.views.the_one_door.
            return "login" if column == "anonymous" else "denied"
        if "reauthenticate" in target:
            return "proof"
        refused = any(message.level == ERROR for message in get_messages(response.wsgi_request))
        return "denied" if refused and target == reverse("wagtailadmin_home") else "moved"


def account_of(user):
    """Somebody as every request of theirs finds them, with what they may do."""
    account = FewerQueriesBackend().get_user(user.pk)
    account.get_all_permissions()
    return account


def measured(house):
    """Ask for every address as everybody: {row: one word for each column}.

    POST has a row of its own only where it is news: where it distinguishes roles otherwise than GET. The posts are
    empty. Templates are rendered for the administrator alone: who gets what is decided before them. Accounts stay
    as they are, and are read once.
    """
    table = {}
    unrendered = patch.object(SimpleTemplateResponse, "rendered_content", PropertyMock(return_value=""))
    known = patch.object(FewerQueriesBackend, "get_user", lambda backend, pk: copy(house.accounts[pk]))
    with known:
        for row, path in house.cases():
            with unrendered:
                read = [house.ask(column, "get", path) for column in COLUMNS[:-1]]
                posted = [house.ask(column, "post", path) for column in COLUMNS]
            table[row] = [*read, house.ask("admin", "get", path)]
            if is_news(table[row], posted):
                table[f"POST {row}"] = posted
    return table


def is_news(read, posted):
    """Whether posting is refused to others than reading, or does something for some of them and nothing for others."""
    pairs = list(zip(read, posted, strict=True))
    opened = any(get in REFUSED and post not in REFUSED | {"no"} for get, post in pairs)
    closed = any(get not in REFUSED and post in REFUSED for get, post in pairs)
    return "no" in read or opened or closed or (read != posted and len(set(posted) - REFUSED) > 1)


def written():
    """The table as it is written down: {row: one word for each column}."""
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return {row.strip(): words.split() for row, words in (line.split("|") for line in lines)}


def line(row, words):
    """A row as it stands in the table."""
    return f"{row:<104} | " + " ".join(f"{word:<9}" for word in words).rstrip()
