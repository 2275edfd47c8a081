"""Two people at the same moment, 200 times

Two moderators decide one comment; one reader votes from two tabs.
"""

from accounts.roles import Role
from comments import moderation, votes
from comments.models import HelpfulVote, ModerationAction, ReaderComment, Status, Verb
from tests import factories
from tests.at_once import at_once

from .figures import Figure

RACES = 200


def figures(size):
    races = max(1, int(RACES * size))
    story = factories.article()
    moderators = [factories.user(Role.COMMENT_MODERATOR) for _number in range(2)]
    reader, voter = factories.user(), factories.user()
    decided = [race_of_moderators(story, reader, moderators) for _race in range(races)]
    yield Figure("races of two moderators with exactly 1 decision", f"{RACES} of {RACES}", *share(decided))
    for helpful in (True, False):
        counted = [race_of_votes(story, reader, voter, helpful) for _race in range(races)]
        name = "votes from two tabs that count once" if helpful else "votes taken back in two tabs, once"
        yield Figure(name, f"{RACES} of {RACES}", *share(counted))


def share(results):
    return f"{sum(results)} of {len(results)}", all(results)


def race_of_moderators(story, reader, moderators):
    """Whether one decided, the other was told so, and log and comment agree."""
    pk = factories.comment(story, by=reader, status=Status.PENDING).pk

    def decide(person, verb):
        return moderation.decide(ReaderComment.objects.get(pk=pk), verb, by=person, seen=1)

    first, second = moderators
    results = at_once(lambda: decide(first, Verb.APPROVE), lambda: decide(second, Verb.SPAM))
    done = [result for result in results if isinstance(result, ModerationAction)]
    told = [result for result in results if isinstance(result, moderation.Overtaken)]
    comment = ReaderComment.objects.get(pk=pk)
    return (
        len(done) == len(told) == 1
        and (comment.status, comment.version) == (done[0].to_status, 2)
        and comment.history.filter(version=2).count() == comment.history.count() - 1 == 1
    )


def race_of_votes(story, reader, voter, helpful):
    comment = factories.comment(story, by=reader)
    if not helpful:
        votes.vote(comment, True, by=voter)

    def press():
        return votes.vote(comment, helpful, by=voter)

    results = at_once(press, press)
    comment.refresh_from_db()
    expected = int(helpful)
    return (
        sorted(map(str, results)) == ["False", "True"]
        and comment.helpful == expected == HelpfulVote.objects.filter(comment=comment).count()
    )
