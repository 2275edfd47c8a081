"""The page of a source: what they are cited with, and their answer. Whoever has the link is them."""

from django.db import models
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from releases.views import answerable
from sharing.limits import count_wrong_address, is_shut_out
from sharing.views import secluded

from .answering import Closed, answer, is_closed
from .forms import AnswerForm
from .letters import told_about
from .links import key_in, path_of
from .models import AccuracyCheck, Answer, CheckState
from .standing import words_now


class Shut(models.TextChoices):
    """Why a page takes no answer; each has its sentences in templates/accuracy_checks/shut.html."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ANSWERED = "answered"
    TOO_OFTEN = "too_often"


STATUS_OF = {Shut.UNKNOWN: 404, Shut.TOO_OFTEN: 429}  # the others: 410, there was something
WHY = {
    CheckState.REVOKED: Shut.REVOKED,
    CheckState.REPLACED: Shut.REPLACED,
    CheckState.ANSWERED: Shut.ANSWERED,
}


@sensitive_variables()
@sensitive_post_parameters()
@secluded
@answerable
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, token):
    if is_shut_out(request):
        return shut(request, Shut.TOO_OFTEN)
    key = key_in(token)
    check = key and AccuracyCheck.objects.select_related("story", "person").filter(link_key=key).first()
    if not check:
        count_wrong_address(request)
        return shut(request, Shut.UNKNOWN)
    return show_closed(request, check) if is_closed(check) else ask(request, check)


def ask(request, check):
    statements, form = questions(check, request)
    if request.method == "POST" and form.is_valid():
        try:
            answer(check, form.answers, form.cleaned_data["credentials"])
        except Closed:  # while this was being read: from another telephone, or by the desk
            check.refresh_from_db()
            return show_closed(request, check)
        return redirect(path_of(check))
    for one in statements:
        one.fields = form.fields_of(one.pk) if one.pk in form.keys else None
        one.is_marked = bool(one.fields and any(field.errors for field in one.fields))
    context = {"check": check, "statements": statements, "form": form, "told_about": told_about(check.story)}
    return TemplateResponse(request, "accuracy_checks/check.html", context)


def questions(check, request):
    """The statements of a check and the form for them. What was changed meanwhile is not asked, but if it was answered
    on a page opened before, the answer is kept."""
    statements, now = list(check.statements.all()), words_now(check.story)
    for one in statements:
        one.has_changed = (one.block_id, one.digest) not in now
    asked = [one.pk for one in statements if not one.has_changed or request.POST.get(f"answer-{one.pk}")]
    return statements, AnswerForm(request.POST or None, keys=asked)


def show_closed(request, check):
    """What became of a check that takes no answer any more, and what was typed too late, so that it is not lost."""
    context = {"check": check, "typed": typed(request, check)}
    if not check.shows_answer:
        return shut(request, WHY.get(check.state, Shut.EXPIRED), **context)
    context["statements"] = check.statements.all()
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "accuracy_checks/answered.html", context, status=status)


def typed(request, check):
    """What somebody sent, as plain lines to copy. None of the story's words: the link may have been withdrawn."""
    lines = []
    for one in check.statements.all():
        said = [request.POST.get(f"answer-{one.pk}", ""), request.POST.get(f"correction-{one.pk}", "")]
        if any(said):
            label = str(dict(Answer.choices).get(said[0], "")) if said[0] else ""
            which = _("Statement %(number)d:") % {"number": one.position + 1}
            lines.append(" ".join(filter(None, [which, label, said[1]])))
    return "\n\n".join([*lines, *filter(None, [request.POST.get("credentials", "")])])


def shut(request, why, **context):
    status = STATUS_OF.get(why, 410)
    return TemplateResponse(request, "accuracy_checks/shut.html", {"why": why, **context}, status=status)
