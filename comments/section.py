"""What stands below a story: its comments, and the box to write one."""

from .access import CLOSED, Access, access_to, closing_of, is_barred, notes_for_staff, registration_is_open
from .forms import CommentForm, GuestCommentForm
from .models import CommentSettings
from .shown import is_retracted, reader_of, window_of
from .statements import told_to


def section(page, request):
    """What templates/comments/_section.html shows, as a dict."""
    if is_retracted(page):
        return {"is_retracted": True}
    is_preview = getattr(request, "is_preview", False)
    user = reader_of(request)
    settings = CommentSettings.for_request(request)
    conversation = window_of(page, request)
    access = None if is_preview else access_to(page, user, settings, conversation.story)
    measures = told_to(user) if access is Access.WRITE and conversation.may_have_measures else []
    may_write = access is not None and access not in CLOSED and not is_barred(measures)
    return {
        "access": access,
        "closing": closing_of(page, access, settings, conversation.story),
        "conversation": conversation,
        "may_reply": may_write,
        "measures": measures,
        "form": box_for(access) if may_write else None,
        "registration_open": access is Access.LOG_IN and registration_is_open(request, settings),
        "request": request,
        "settings_of_comments": settings,
        "staff_notes": notes_for_staff(request, settings) if user.is_authenticated else [],
        "story": page,
        "user": user,
    }


def box_for(access):
    if access is Access.WRITE:
        return CommentForm(auto_id="comment_%s")
    return GuestCommentForm.for_everybody() if access is Access.WRITE_AS_GUEST else None
