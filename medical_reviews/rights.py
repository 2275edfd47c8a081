"""Who may read, sign, ask for and take back a medical review. The screens ask here, and so does what they call."""

ADD = "medical_reviews.add_medicalreview"  # medical reviewers
CHANGE = "medical_reviews.change_medicalreview"  # managing editors
VIEW = "medical_reviews.view_medicalreview"


def may_read(user, story):
    """Whether there is a version that somebody may read on these screens, see revision_for."""
    return may_read_newest(user, story) or (user.has_perm(ADD) and story.live and bool(story.live_revision_id))


def may_read_newest(user, story):
    """A draft that nobody has handed in is for those who edit the story."""
    if story.permissions_for_user(user).can_edit():
        return True
    return user.has_perm(ADD) and story.current_workflow_state is not None


def revision_for(user, story):
    """The version that they read and sign for: the newest, or what readers see now. For who may read the story."""
    return story.get_latest_revision() if may_read_newest(user, story) else story.live_revision


def may_ask(user):
    return user.has_perm(CHANGE)


def may_withdraw(user, review):
    return user.has_perm(CHANGE) or (user.has_perm(ADD) and review.signed_by_id == user.pk)
