"""Saying that a page was not published, and why, wherever the gate has closed.

The gate raises below the screens. What of the request was stored before it closed is the screen's affair: the editor
keeps everything typed as a draft (review/views.py), bulk actions roll everything back, copying keeps nothing of the
page that was refused.
"""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.admin import messages
from wagtail.models import Page

from .gate import blockers_in

FINDINGS_NAMED = 8  # in one message; the editor's panel has them all


def tell(request, refusal, note=""):
    """Add a message for the next screen that names every blocker, each with a link to its place in the editor.

    Args:
        refusal: a NotReady.
        note: one more sentence, on what else was or was not done.
    """
    sentence = _("“%(title)s” was not published. Nothing that was written is lost.") % {"title": refusal.page.title}
    findings = list_of(refusal.findings, page_to_mend(request, refusal))
    messages.error(request, format_html("{} {}{}", sentence, note, findings))


def remind(request, page):
    """Add a message for the next screen with what must be mended before a submitted page can be published.

    Args:
        page: the version that was submitted.
    """
    if findings := [finding for finding in blockers_in(page) if finding.listed]:
        sentence = _("Before “%(title)s” can be published, this must be mended:") % {"title": page.title}
        messages.warning(request, format_html("{}{}", sentence, list_of(findings, page)))


def list_of(findings, page):
    lines = [link_to(finding, page) for finding in findings[:FINDINGS_NAMED]]
    if more := len(findings) - len(lines):
        lines.append(ngettext("%(number)d more.", "%(number)d more.", more) % {"number": more})
    return format_html(
        '<ul class="errorlist">{}</ul>', format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    )


def link_to(finding, page):
    if page is None or not (finding.anchor or finding.url):
        return f"{finding.message} {finding.mend}"
    return format_html('<a href="{}">{}</a> {}', finding.url_in(page), finding.message, finding.mend)


def page_to_mend(request, refusal):
    """The page whose editor shows what is wrong, or None.

    A page that was refused while it was being made is not in the database; a copy has what its original lacks.
    """
    original = request.resolver_match.kwargs.get("page_id") if request.resolver_match else None
    for pk in (refusal.page.pk, refusal.page.alias_of_id, original):
        if pk and (page := Page.objects.filter(pk=pk).first()):
            return page
    return None


def answer(request, refusal):
    """What a screen of the admin or an API answers where it did not expect the gate to close.

    Args:
        refusal: a NotReady.

    Returns:
        JSON (409) for who asks for nothing else; in one of Wagtail's dialogs, the order to leave it; else a redirect
        to the page's editor. The latter two find the message there.
    """
    if not request.accepts("text/html"):
        return JsonResponse(
            {
                "success": False,
                "error_code": "not_ready",
                "error_message": refusal.sentence,
                "findings": [finding.as_dict() for finding in refusal.findings],
            },
            status=409,
        )
    tell(request, refusal, note_on(request))
    address = place_after(request, refusal)
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def note_on(request):
    match = request.resolver_match
    if match and match.url_name == "wagtail_bulk_action":
        return _("The others that you chose were not published either.")
    return ""


def place_after(request, refusal):
    """Where somebody goes from here: to the editor, or back to the form where there is nothing to edit yet."""
    if refusal.page.pk and Page.objects.filter(pk=refusal.page.pk).exists():
        return reverse("wagtailadmin_pages:edit", args=(refusal.page.pk,))
    return request.get_full_path() if request.method == "POST" else reverse("wagtailadmin_home")
