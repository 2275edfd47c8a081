import json

from django.core.management.base import BaseCommand, CommandError

from wagtail.models import Page, get_page_models

from readiness.reports import report_on
from readiness.rules import rules_for

AT_A_TIME = 100  # pages in memory


class Command(BaseCommand):
    help = (
        "Print what the rules find on the whole site: in the public version of each page, and in its newest draft. "
        "Exits with 1 where a public page has a blocker that nobody has waived."
    )

    def add_arguments(self, parser):
        parser.add_argument("--live", action="store_true", help="Only the public versions.")
        parser.add_argument("--json", action="store_true", help="Print one JSON list.")

    def handle(self, *, live, json, **options):
        write = self.write_json if json else self.write_text
        offending = write(reports(only_live=live))
        if offending:
            raise CommandError(f"Public pages with blockers that nobody has waived: {offending}.", returncode=1)

    def write_text(self, found):
        offending = pages = 0
        for page, version, report in found:
            pages += 1
            offending += is_offending(version, report)
            findings = listed(report)
            if findings:
                self.stdout.write(f"{page.get_admin_display_title()} ({version}, page {page.pk})")
            for row in findings:
                waived = " (waived)" if row["waived"] else ""
                self.stdout.write(f"  {row['severity']}{waived}: {row['message']} [{row['rule']} {row['anchor']}]")
        self.stdout.write(f"{pages} versions looked at.")
        return offending

    def write_json(self, found):
        """Written line by line, so that a large site needs no more memory than a small one."""
        offending = 0
        self.stdout.write("[", ending="")
        for number, (page, version, report) in enumerate(found):
            offending += is_offending(version, report)
            row = {
                "page": page.pk,
                "title": page.get_admin_display_title(),
                "version": version,
                "blockers": report.blockers,
                "warnings": report.warnings,
                "notes": report.notes,
                "findings": listed(report),
            }
            self.stdout.write((",\n" if number else "\n") + json.dumps(row), ending="")
        self.stdout.write("\n]")
        return offending


def listed(report):
    return [row for row in report.findings if row["listed"]]


def is_offending(version, report):
    return version == "live" and report.blockers > 0


def reports(*, only_live):
    """Yield (page, "live" or "draft", Report) for every version that readers see or will see next."""
    models = [model for model in get_page_models() if rules_for(model)]
    pages = Page.objects.type(*models).order_by("pk").specific() if models else Page.objects.none()
    for page in pages.iterator(chunk_size=AT_A_TIME):
        if page.live:
            yield page, "live", report_on(page)
        if not only_live and (page.has_unpublished_changes or not page.live):
            yield page, "draft", report_on(page.get_latest_revision_as_object())
