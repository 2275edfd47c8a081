"""What moderators send about their notes."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.admin import messages

from comments.measures import address_key
from comments.moderators import OVERSEE, check_moderator
from comments.thread import number_in

from .comment_screen import NoteForm, show_again
from .decisions import comment_for
from .notes import ModeratorNote


@require_POST
def add(request, pk):
    """Write a note on the comment or its writer."""
    check_moderator(request.user)
    comment = comment_for(request.user, pk)
    form = NoteForm(request.POST, auto_id="note-%s")
    if not form.is_valid():
        return show_again(request, pk, _("The note was not kept: see below."), status=400, note_form=form)
    about = {"comment": comment}
    if form.cleaned_data["about"] == "author" and (comment.author_id or comment.is_guest):
        address = "" if comment.author_id else address_key(comment.guest_email)
        about = {"author_id": comment.author_id, "address": address}
    ModeratorNote.objects.create(by=request.user, text=form.cleaned_data["text"], **about)
    messages.success(request, _("The note is kept. Only moderators see it."))
    return redirect("moderation:inspect", pk)


@require_POST
def delete(request, pk):
    """Take back a note of one's own; managing editors any."""
    check_moderator(request.user)
    note = get_object_or_404(ModeratorNote, pk=pk)
    if note.by_id != request.user.pk and not request.user.has_perm(OVERSEE):
        raise PermissionDenied
    note.delete()
    messages.success(request, _("The note is gone."))
    comment = number_in(request.POST.get("comment", ""))
    return redirect("moderation:inspect", comment) if comment else redirect("moderation:index")
