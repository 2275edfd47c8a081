"""The story editor, handled as a person would: by what is written on it."""

from playwright.sync_api import expect


class StoryEditor:
    def __init__(self, page):
        self.page = page
        self.body = page.locator("#panel-child-content-body-section")
        self.hero = page.locator("#panel-child-content-hero_photo-section")

    def choose(self, button, name):
        button.click()
        modal = self.page.locator(".modal-content")
        modal.get_by_role("link", name=name, exact=True).first.click()
        expect(modal).to_have_count(0)

    def pick(self, button, *names):
        """Add to a list of what the story names: pick("Add products", "Plain Balm")."""
        self.page.get_by_role("button", name=button).click()
        modal = self.page.locator(".modal-content")
        for name in names:
            modal.get_by_role("checkbox", name=name).check()
        modal.get_by_role("button", name="Confirm selection").click()
        expect(modal).to_have_count(0)

    def add_block(self, label):
        self.body.get_by_role("button", name="Insert a block").last.click()
        self.page.get_by_role("option", name=label, exact=True).click()
        return self.body.locator("[data-streamfield-child]").last

    def upload(self, button, path, release, **fields):
        button.click()
        modal = self.page.locator(".modal-content")
        modal.get_by_role("tab", name="Upload").click()
        modal.locator("input[type=file]").set_input_files(path)
        for label, text in fields.items():
            modal.get_by_label(label.replace("_", " ").capitalize(), exact=True).fill(text)
        modal.get_by_label("Release", exact=True).select_option(label=release)
        modal.get_by_role("button", name="Upload").click()
        expect(modal).to_have_count(0)

    def act(self, action):
        """Press a button of the action menu at the foot of the editor."""
        footer = self.page.locator("footer")
        button = footer.get_by_role("button", name=action)
        if not button.is_visible():
            footer.get_by_role("button", name="More actions").click()
        button.click()

    def send_back(self, note):
        self.act("Send back")
        dialog = self.page.locator(".modal-content")
        dialog.get_by_label("What must change").fill(note)
        dialog.get_by_role("button", name="Send back").click()
        self.says("went back to its writer")

    def side_panel(self, name):
        """Open a panel beside the form, unless it is open already."""
        panel = self.page.locator(f"[data-side-panel={name}]")
        expect(self.page.locator(".form-side--initial")).to_have_count(0)  # the one of last time is open
        if not panel.is_visible():
            self.page.get_by_role("button", name=f"Toggle {name}").click()
        expect(panel).to_be_visible()
        return panel

    def says(self, text):
        expect(self.page.locator(".messages")).to_contain_text(text)
