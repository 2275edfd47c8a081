import smtplib
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from wagtail.models import Site

from cms.mail import RETRY_AFTER, deliver, packed, unpacked
from home.models import MagazineSettings

pytestmark = pytest.mark.django_db

REFUSED_NOW = smtplib.SMTPServerDisconnected("The server is down.")
REFUSED_FOR_GOOD = smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"No such mailbox")})
BUSY = smtplib.SMTPRecipientsRefused({"nobody@example.org": (451, b"Try again later")})


@pytest.fixture
def queue(settings):
    """Mail goes to the database queue, and from there to mail.outbox."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return DBTaskResult.objects.filter(task_path="cms.mail.deliver")


@pytest.fixture
def mail_server_raises(monkeypatch):
    """mail_server_raises(error): from now on every delivery fails with it."""

    def broken(error):
        def send_messages(self, messages):
            raise error

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages)

    return broken


def message(**fields):
    return EmailMultiAlternatives(**({"subject": "Ready", "body": "Plain words", "to": ["desk@example.org"]} | fields))


def deliver_next(queue):
    """Do what a worker does with the task that waits longest."""
    waiting = queue.filter(status="READY").order_by("enqueued_at")[0]
    waiting.delete()
    deliver.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])


def test_a_message_waits_in_the_queue_until_the_worker_sends_it(queue):
    assert message().send() == 1
    assert mail.outbox == []
    deliver_next(queue)
    assert mail.outbox[0].subject == "Ready"


def test_letters_come_from_the_magazine_by_the_name_that_readers_know(queue, settings):
    settings.DEFAULT_FROM_EMAIL = "Beauty Desk <desk@example.org>"
    MagazineSettings.objects.update_or_create(site=Site.objects.get(), defaults={"name": "Petal, Pore & Proof"})
    message().send()
    message(from_email="Desk <copy@example.org>").send()
    deliver_next(queue)
    deliver_next(queue)
    assert mail.outbox[0].from_email == '"Petal, Pore & Proof" <desk@example.org>'
    assert mail.outbox[1].from_email == "Desk <copy@example.org>"


def test_nothing_is_sent_when_the_transaction_is_rolled_back(queue):
    with transaction.atomic():
        message().send()
        transaction.set_rollback(True)
    assert not queue.exists()


def test_every_part_of_a_message_survives_the_queue(queue):
    sent = message(
        subject="“Glow”, ready",
        from_email="Desk <desk@example.org>",
        cc=["copy@example.org"],
        bcc=["archive@example.org"],
        reply_to=["writer@example.org"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    sent.attach_alternative("<p>Plain words</p>", "text/html")
    sent.send()
    deliver_next(queue)
    got = mail.outbox[0]
    for field in ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to"):
        assert getattr(got, field) == getattr(sent, field)
    assert got.extra_headers["Auto-Submitted"] == "auto-generated"
    assert [tuple(part) for part in got.alternatives] == [("<p>Plain words</p>", "text/html")]
    assert got.recipients() == ["desk@example.org", "copy@example.org", "archive@example.org"]


def test_a_message_of_html_alone_stays_html():
    only_html = EmailMessage("Ready", "<p>Words</p>", to=["desk@example.org"])
    only_html.content_subtype = "html"
    assert unpacked(packed(only_html)).message().get_content_type() == "text/html"


def test_a_message_keeps_its_date_and_id_when_it_is_tried_again():
    once = packed(message(from_email="desk@magazine.example"))
    first, second = unpacked(once).message(), unpacked(once).message()
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@magazine.example>")
    assert first["Date"] == second["Date"]


def test_an_attachment_is_refused_rather_than_dropped(queue):
    with_file = message()
    with_file.attach("notes.txt", "words", "text/plain")
    with pytest.raises(ValueError, match="no attachments"):
        with_file.send()


@pytest.mark.parametrize("error", [REFUSED_NOW, BUSY, ConnectionRefusedError(), TimeoutError()])
def test_a_mail_server_that_is_down_is_asked_again_later(queue, mail_server_raises, error):
    mail_server_raises(error)
    message().send()
    deliver_next(queue)
    again = queue.get()
    assert again.args_kwargs["args"][1] == 2
    assert timedelta() < again.run_after - timezone.now() <= RETRY_AFTER[0]


def test_attempts_are_bounded_and_the_last_failure_stays_visible(queue, mail_server_raises):
    mail_server_raises(REFUSED_NOW)
    message().send()
    for _attempt in RETRY_AFTER:
        deliver_next(queue)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        deliver_next(queue)
    assert not queue.filter(status="READY").exists()


def test_a_mailbox_that_does_not_exist_is_not_tried_again(queue, mail_server_raises):
    mail_server_raises(REFUSED_FOR_GOOD)
    message().send()
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        deliver_next(queue)
    assert not queue.filter(status="READY").exists()
