"""What somebody may do with the stories on a list, found without asking the database for each of them.

It only decides what is offered. Wagtail's editor, review/decisions.py and review/assignments.py check again.
"""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wagtail.permissions import policy_registry

from articles.models import ArticlePage
from review.assignments import CAN_ASSIGN


@dataclass(frozen=True)
class Action:
    """One entry of a story's menu.

    Attributes:
        is_post: whether it changes something at once, and is sent by a form of its own.
        comes_back: whether its page leads back to where one came from.
    """

    name: str
    label: str
    url: str
    icon: str
    is_post: bool = False
    comes_back: bool = False


class Viewer:
    """The person who looks at a list of stories."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def groups(self):
        return set(self.user.groups.values_list("pk", flat=True))

    @cached_property
    def page_rights(self):
        """Where in the page tree the person may do what: pairs of path and verb."""
        policy = policy_registry.get_by_type(ArticlePage)
        rights = policy.get_cached_permissions_for_user(self.user)
        return [(right.page.path, right.permission.codename.removesuffix("_page")) for right in rights]

    def rights_to(self, page):
        return {verb for path, verb in self.page_rights if page.path.startswith(path)}

    def sits_at(self, turn):
        return turn.group_id in self.groups

    def turns(self, card):
        """The open turns of the person's own desks."""
        return [turn for turn in card.open_turns if self.sits_at(turn)]

    def wrote(self, card):
        return self.user.pk in card.writer_ids

    def may_sign(self, turn, card):
        """Whether their sign-off is still wanted and would be a second pair of eyes."""
        if self.wrote(card) or self.user.pk in {given.approver_id for given in turn.standing}:
            return False
        return turn.stage.own_edits_count or self.user.pk not in card.last_editors(turn)

    def may_open(self, card):
        """Whether Wagtail's editor lets them in; the rules of its PagePermissionTester.can_edit."""
        if self.user.is_superuser:
            return True
        rights = self.rights_to(card.page)
        is_own = "add" in rights and card.page.owner_id == self.user.pk
        return "change" in rights or is_own or any(self.sits_at(turn) for turn in card.turns)

    @cached_property
    def may_assign(self):
        return self.user.has_perm(CAN_ASSIGN)

    def look_at(self, cards):
        """Write on each card what this person may do with it."""
        for card in cards:
            if self.may_open(card):
                card.edit_url = reverse("wagtailadmin_pages:edit", args=[card.page.pk])
            card.actions = self.actions(card)
        return cards

    # The menu -------------------------------------------------------------------------------------

    def actions(self, card):
        """Exactly what this person may do with the story, the likeliest first."""
        return [*self._reading(card), *self._at_the_desk(card), *self._about(card)]

    def _reading(self, card):
        # Administrators may decide at every desk; see review/decisions.py.
        mine = card.open_turns if self.user.is_superuser else self.turns(card)
        if any(self.may_sign(turn, card) for turn in mine):
            yield Action("sign", _("Sign off or send back"), card.edit_url, "check")
        elif mine:
            yield Action("send_back", _("Read or send back"), card.edit_url, "rotate")
        elif card.edit_url:
            yield Action("open", pgettext("button", "Open"), card.edit_url, "edit")

    def _at_the_desk(self, card):
        for turn in card.open_turns:
            if turn.assignee_id is None and self.sits_at(turn) and not self.wrote(card):
                yield self._about_turn("claim", _("Claim"), turn, card, "user", is_post=True)
            if turn.assignee_id == self.user.pk:
                yield self._about_turn("hand_on", _("Hand on"), turn, card, "redirect", comes_back=True)
            elif self.may_assign:
                yield self._about_turn("assign", _("Assign"), turn, card, "group", comes_back=True)

    def _about_turn(self, name, label, turn, card, icon, **how):
        """Which desk it is for is only said where it could be several."""
        if len(card.open_turns if name == "assign" else self.turns(card)) > 1:
            label = _("%(action)s: %(desk)s") % {"action": label, "desk": turn.desk_name}
        return Action(name, label, reverse(f"desk:{name}", args=[turn.pk]), icon, **how)

    def _about(self, card):
        if card.edit_url and card.is_story:
            plan = reverse("planning:plan", args=[card.page.pk])
            yield Action("plan", _("Plan"), plan, "calendar-alt", comes_back=True)
        if card.edit_url:
            history = reverse("wagtailadmin_pages:history", args=[card.page.pk])
            yield Action("timeline", _("Timeline"), history, "history")
