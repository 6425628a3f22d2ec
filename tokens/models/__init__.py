from tokens.models.asset import Asset, PayoutWallet, Wallet
from tokens.models.award_request import AwardedAmount, AwardRequest
from tokens.models.funding import Funding
from tokens.models.grant import TokenGrant, ValueGrant
from tokens.models.ledger import Account, Balance, Posting, Transfer
from tokens.models.mint import Mint
from tokens.models.refused_attempt import ATTEMPTS_A_DAY, RefusedAttempt, RefusedDay
from tokens.models.token import Token, TokenBatch

__all__ = [
    "ATTEMPTS_A_DAY",
    "Account",
    "Asset",
    "AwardRequest",
    "AwardedAmount",
    "Balance",
    "Funding",
    "Mint",
    "PayoutWallet",
    "Posting",
    "RefusedAttempt",
    "RefusedDay",
    "Token",
    "TokenBatch",
    "TokenGrant",
    "Transfer",
    "ValueGrant",
    "Wallet",
]
