from promotions.models.campaign import Campaign, CampaignRevision
from promotions.models.check import InvariantCheck
from promotions.models.drawing import Drawing, DrawnEntry, Entry, Replacement
from promotions.models.game import Game, GameRevision, Seal
from promotions.models.limit import Limit, LimitUsage
from promotions.models.play import AWARD_TRANSITIONS, Award, AwardEvent, Play
from promotions.models.presentation import GamePresentation, GameType, PrizePresentation
from promotions.models.prize import CHANCE_SCALE, Prize, PrizeUnit
from promotions.models.simulation import Simulation

__all__ = [
    "AWARD_TRANSITIONS",
    "CHANCE_SCALE",
    "Award",
    "AwardEvent",
    "Campaign",
    "CampaignRevision",
    "Drawing",
    "DrawnEntry",
    "Entry",
    "Game",
    "GamePresentation",
    "GameRevision",
    "GameType",
    "InvariantCheck",
    "Limit",
    "LimitUsage",
    "Play",
    "Prize",
    "PrizePresentation",
    "PrizeUnit",
    "Replacement",
    "Seal",
    "Simulation",
]
