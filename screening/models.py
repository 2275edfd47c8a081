from .learner import LearnedWeights
from .rulebook import HouseWord, RuleSetting

__all__ = ["HouseWord", "LearnedWeights", "RuleSetting"]
