"""The page of the person shown: the photo, what they are asked, and their answer. Whoever has the link is them."""

from functools import wraps
from io import BytesIO

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from photos.rendering import HouseFilter
from sharing.views import secluded

from . import consent
from .forms import AnswerForm
from .links import key_in, path_of
from .models import Release

SHOWN_WIDTH = "width-960|format-jpeg"


def release_at(token):
    """The release a link leads to; None for a link that has been shut. Raises Http404 for one we did not sign."""
    key = key_in(token)
    if key is None:
        raise Http404
    return Release.objects.select_related("photo").filter(link_key=key).first()


def answerable(view):
    """A form whose sender browsers name to us and to nobody else: without a name its answer would count as forged."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapper


@sensitive_variables("token")
@secluded
@answerable
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, token):
    release = release_at(token)
    if release is None:
        return TemplateResponse(request, "releases/shut.html", status=410)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return decide(request, token, release, form)
    return TemplateResponse(request, "releases/release.html", context_of(release, token, form))


@transaction.atomic
def decide(request, token, release, form):
    terms = consent.terms_of(consent.hold(release))
    if release.link_key != key_in(token):  # the desk has shut the link meanwhile
        return TemplateResponse(request, "releases/shut.html", status=410)
    typed_name, decision = form.cleaned_data["name"], request.POST.get("decision")
    read = request.POST.get("terms", "").splitlines()  # browsers send line ends of their own
    # What they answered must be what they read: the desk may have changed it meanwhile.
    if decision == "withdraw":
        consent.withdraw(release, typed_name=typed_name)
    elif decision in ("agree", "decline") and read == terms.splitlines():
        consent.answer(release, agrees=decision == "agree", typed_name=typed_name, terms=terms)
    else:
        context = context_of(release, token, form) | {"changed_meanwhile": True}
        return TemplateResponse(request, "releases/release.html", context, status=409)
    return redirect(path_of(release))


def context_of(release, token, form):
    answers = [record for record in release.records.all() if record.typed_name]
    return {
        "release": release,
        "token": token,
        "terms": consent.terms_of(release),
        "form": form,
        "newest_answer": answers[-1] if answers else None,
    }


@sensitive_variables("token")
@secluded
@require_safe
def picture(request, token):
    """The photo for the person shown alone. It is made to order: a rendition would have a public address."""
    release = release_at(token)
    if release is None or release.photo.erased_at:
        raise Http404
    photo = release.photo
    try:
        made = HouseFilter(SHOWN_WIDTH).run(photo, BytesIO())
    except OSError as error:
        raise Http404 from error
    return HttpResponse(made.f.getvalue(), content_type="image/jpeg")
