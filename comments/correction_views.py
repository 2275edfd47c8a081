"""The page on which a reader tells the desk that a fact is wrong."""

import uuid

from django import forms
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .corrections import LONGEST_PASSAGE, LONGEST_TEXT, CorrectionRequest, ask
from .forms import PlainTextField
from .limits import is_within_limits
from .models import ReaderComment
from .posting import REFUSALS
from .thread import number_in
from .views import readable_story


class CorrectionForm(forms.Form):
    """What is wrong, where it stands, and how the desk can look it up."""

    passage = PlainTextField(
        label=_("The words in the story"),
        required=False,
        max_length=LONGEST_PASSAGE,
        help_text=_("Copy the sentence here, so that we look at the right one."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    wrong = PlainTextField(
        label=_("What is wrong, and what is right?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    source = forms.URLField(
        label=_("Where can we look it up?"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of a page, a paper, a label. You need not have one."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want an answer. Only the desk sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    comment = forms.IntegerField(required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial.setdefault("submission", uuid.uuid4())
        if by.is_authenticated:
            del self.fields["email"]

    def clean_source(self):
        source = self.cleaned_data["source"]
        if source and not source.startswith(("http://", "https://")):
            raise forms.ValidationError(_("Give an address that begins with http:// or https://."))
        return source


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request, story_pk):
    """Ask what is wrong; put it on the story's desk."""
    story = readable_story(request, story_pk)
    if story is None:
        return render(request, "comments/lost.html", {"text": request.POST.get("wrong", "")}, status=404)
    if request.method != "POST":
        comment = comment_below(story, request.GET.get("comment", ""))
        passage = request.GET.get("passage", "")[:LONGEST_PASSAGE]
        form = CorrectionForm(by=request.user, initial={"passage": passage, "comment": comment and comment.pk})
        return show(request, story, form, comment)
    form = CorrectionForm(request.POST, by=request.user)
    comment = comment_below(story, request.POST.get("comment", ""))
    if not form.is_valid():
        return show(request, story, form, comment, status=400)
    if not is_within_limits(request):
        form.add_error("wrong", REFUSALS["too_often"])
        return show(request, story, form, comment, status=429)
    if form.cleaned_data["homepage"]:  # people cannot see that field, but their browser may have filled it in
        form.add_error("wrong", _("Your text is kept. Send it once more."))
        form.data = dict(form.data.items()) | {"homepage": ""}
        return show(request, story, form, comment, status=400)
    report = take(request, story, form.cleaned_data, comment)
    return redirect("comments:correction_sent", report.submission)


def comment_below(story, number):
    """The comment on the page that points the mistake out, or None."""
    return ReaderComment.objects.approved().filter(article=story, pk=number_in(number)).select_related("author").first()


def take(request, story, sent, comment):
    return ask(
        story,
        wrong=sent["wrong"],
        passage=sent["passage"],
        source=sent["source"],
        comment=comment,
        by=request.user if request.user.is_authenticated else None,
        email=sent.get("email", ""),
        submission=sent["submission"] or uuid.uuid4(),
    )


def show(request, story, form, comment, status=200):
    context = {"story": story, "form": form, "comment": comment}
    return render(request, "comments/correction.html", context, status=status)


@never_cache
@require_safe
def correction_sent(request, submission):
    """What became of a report, for whoever has its address. Of the story it says nothing that is not public."""
    report = get_object_or_404(CorrectionRequest.objects.select_related("notice"), submission=submission)
    story = readable_story(request, report.article_id)
    return render(request, "comments/correction_sent.html", {"report": report, "story": story})
