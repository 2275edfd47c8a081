from django.core.management.base import BaseCommand, CommandError

from screening import evaluation, learner
from screening.rules.rule import HOUSE_RULES, Profile


class Command(BaseCommand):
    """How good the spam learner is, and why it says what it says.

    comments_score evaluate FILE.csv [--threshold 80]
    comments_score explain "Check out my channel"
    comments_score pack
    """

    help = "Measure the spam learner on judged texts, or explain one score."

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="what", required=True)
        evaluate = commands.add_parser("evaluate", help="Precision, recall, calibration and more on a file.")
        evaluate.add_argument("file", help="CSV with the columns text, label (1 or 0, spam or ham) and perhaps group.")
        evaluate.add_argument("--threshold", type=int, help="Percent; without it, as in the profile “balanced”.")
        explain = commands.add_parser("explain", help="The score of one text, and the words that moved it.")
        explain.add_argument("text")
        commands.add_parser("pack", help="Learn the pack’s texts anew, after a change of them, for the next release.")

    def handle(self, *, what, **options):
        if what == "pack":
            learner.write_pack_model()
        elif what == "explain":
            self.explain(options["text"])
        else:
            self.evaluate(options["file"], options["threshold"])

    def evaluate(self, path, threshold):
        shipped = HOUSE_RULES["learned_spam"].numbers[Profile.BALANCED]
        try:
            rows = evaluation.read(path)
        except evaluation.BadFile as error:
            raise CommandError(str(error)) from error
        for line in evaluation.report(rows, shipped if threshold is None else threshold):
            self.stdout.write(line)

    def explain(self, text):
        model = learner.current_model()
        self.stdout.write(f"{model.score(text) * 100:.1f} % likely to be spam")
        for word, weight in model.reasons(text, most=12):
            self.stdout.write(f"  {weight:+6.2f}  {word}")
