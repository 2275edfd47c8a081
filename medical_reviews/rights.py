"""Who may read, sign, ask for and take back a medical review. The screens ask here, and so does what they call."""

ADD = "medical_reviews.add_medicalreview"  # medical reviewers
CHANGE = "medical_reviews.change_medicalreview"  # managing editors
VIEW = "medical_reviews.view_medicalreview"


def may_read(user, story):
    """Whether somebody may see the newest version: its editors; a medical reviewer once it was handed in."""
    if story.permissions_for_user(user).can_edit():
        return True
    return user.has_perm(ADD) and (story.live or story.current_workflow_state is not None)


def may_ask(user):
    return user.has_perm(CHANGE)


def may_withdraw(user, review):
    return user.has_perm(CHANGE) or (user.has_perm(ADD) and review.signed_by_id == user.pk)
