"""The two policies, measured: no screen of the admin and no page for readers asks for what is shut."""

import re

import pytest

from tests import factories

REPORT = """document.addEventListener("securitypolicyviolation", (event) => window.reportViolation(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} on ${document.URL}`))"""
ACCOUNT_PAGES = ["", "email/", "password/change/", "2fa/", "2fa/webauthn/", "logout/"]
ADMIN_SCREENS = [
    "/admin/",
    "/admin/account/",
    "/admin/calendar/",
    "/admin/calendar/address/",
    "/admin/collections/",
    "/admin/groups/new/",
    "/admin/images/",
    "/admin/images/add/",
    "/admin/pages/",
    "/admin/redirects/add/",
    "/admin/reports/aging-pages/",
    "/admin/reports/failed-schedules/",
    "/admin/reports/locked/",
    "/admin/reports/site-history/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/sites/",
    "/admin/snippets/",
    "/admin/users/",
    "/admin/users/new/",
    "/admin/workflows/list/",
    "/admin/workflows/tasks/index/",
]


class Watch:
    """A window in which every break of a content policy is written down."""

    def __init__(self, page):
        self.page = page
        self.violations = []
        page.context.expose_binding("reportViolation", lambda _source, text: self.violations.append(text))
        page.context.add_init_script(REPORT)

    def open(self, path):
        response = self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        assert response.status == 200, f"{path} answers {response.status}"

    def press(self, target):
        target.first.click()
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def watch(visitor):
    return Watch(visitor(width=1400, height=1000))


@pytest.fixture
def admin(watch, log_in):
    log_in(watch.page, "admin")
    return watch


def close_dialog(page):
    """Wait until a chooser has filled its dialog, then close it."""
    page.locator(".modal-dialog .modal-content").wait_for()
    page.wait_for_load_state("networkidle")
    page.locator(".modal-dialog [data-dismiss=modal]").click()
    page.locator(".modal-dialog").wait_for(state="hidden")


def test_the_watch_sees_what_it_watches_for(watch):
    watch.open("/")
    watch.page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
    watch.page.evaluate("document.body.setAttribute('style', 'color: red')")
    watch.page.wait_for_timeout(300)
    assert [violation.split()[0] for violation in watch.violations] == ["script-src-elem", "style-src-attr"]


def test_pages_for_readers_keep_the_policy(watch):
    watch.open("/")
    kinds = [
        ".topics a",
        ".card-headline a",
        "footer a[href*=stories]",
        "footer a[href*=people]",
        "footer a[href*=about]",
    ]
    linked = [watch.page.locator(kind).first.get_attribute("href") for kind in kinds]
    for path in (*linked, "/search/?q=skin", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        watch.open(path)
    assert watch.violations == []


def test_pages_of_an_account_keep_the_policy(watch, log_in):
    log_in(watch.page, "reader")
    for path in ACCOUNT_PAGES:
        watch.open(f"/accounts/{path}")
    assert watch.violations == []


def test_staff_reading_the_magazine_keep_the_policy(admin):
    admin.open("/")
    admin.press(admin.page.locator(".card-headline a"))
    assert admin.page.locator("wagtail-userbar").count() == 1
    assert admin.violations == []


def test_screens_of_the_admin_keep_the_policy(admin):
    for path in ADMIN_SCREENS:
        admin.open(path)
    assert admin.violations == []


def test_the_story_editor_keeps_the_policy(admin):
    page = admin.page
    admin.open("/stories/")
    address = page.locator(".card-headline a").first.get_attribute("href")
    admin.open(re.search(r"/admin/pages/\d+/edit/", page.request.get(address).text())[0])
    admin.press(page.locator("[data-side-panel-toggle=preview]"))
    page.frame_locator("#w-preview-iframe, [data-w-preview-target=iframe]").last.locator("h1").first.wait_for()
    text = page.locator(".public-DraftEditor-content").first
    text.focus()
    page.keyboard.type("A new thought ")
    page.keyboard.press("Control+b")
    page.keyboard.type("in bold")
    page.keyboard.press("Control+k")  # the chooser of links
    close_dialog(page)
    for chooser in page.locator("[data-chooser-action-choose]:visible").all()[:2]:
        chooser.click()
        close_dialog(page)
    admin.press(page.get_by_role("button", name="Insert a block").last)
    block = page.locator("[role=option]").nth(2)
    block.hover()  # its preview opens in a frame
    page.wait_for_load_state("networkidle")
    block.click()
    for panel in page.locator("[data-side-panel-toggle]").all():
        admin.press(panel)
    assert admin.violations == []


def test_the_screens_for_photos_keep_the_policy(admin, tmp_path):
    page = admin.page
    admin.open("/admin/images/")
    admin.press(page.locator("a[href^='/admin/images/']").filter(has=page.locator("img")))
    assert re.search(r"/admin/images/\d+/", page.url)  # here lies the tool for focal points
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(factories.image_file(size=(640, 480)).read())
    admin.open("/admin/images/multiple/add/")
    page.locator("input[type=file]").first.set_input_files(photo)
    page.get_by_role("button", name="Update").first.wait_for()
    assert admin.violations == []


def test_the_moderators_queue_keeps_the_policy(watch, log_in):
    log_in(watch.page, "moderator")
    watch.open("/admin/")
    watch.press(watch.page.get_by_role("link", name=re.compile("^Comments")))
    assert watch.violations == []
