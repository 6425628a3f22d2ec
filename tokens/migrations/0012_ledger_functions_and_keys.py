"""The ledger's functions and triggers, and foreign keys that keep organizations apart."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"

PARTICIPANT, CAMPAIGN = "identities_participant", "promotions_campaign"
ASSET, WALLET = "tokens_asset", "tokens_wallet"

# table, column, referred table: nothing refers across organizations
KEYS = {
    "asset_campaign_in_organization": (ASSET, "campaign_id", CAMPAIGN),
    "wallet_campaign_in_organization": (WALLET, "campaign_id", CAMPAIGN),
    "payout_wallet_participant_in_organization": ("tokens_payoutwallet", "participant_id", PARTICIPANT),
    "payout_wallet_in_organization": ("tokens_payoutwallet", "wallet_id", WALLET),
    "account_asset_in_organization": ("tokens_account", "asset_id", ASSET),
    "account_wallet_in_organization": ("tokens_account", "wallet_id", WALLET),
    "account_participant_in_organization": ("tokens_account", "participant_id", PARTICIPANT),
    "award_request_campaign_in_organization": ("tokens_awardrequest", "campaign_id", CAMPAIGN),
    "award_request_participant_in_organization": ("tokens_awardrequest", "participant_id", PARTICIPANT),
    "award_request_wallet_in_organization": ("tokens_awardrequest", "wallet_id", WALLET),
    "funding_asset_in_organization": ("tokens_funding", "asset_id", ASSET),
    "funding_wallet_in_organization": ("tokens_funding", "wallet_id", WALLET),
    "mint_participant_in_organization": ("tokens_mint", "participant_id", PARTICIPANT),
    "mint_asset_in_organization": ("tokens_mint", "asset_id", ASSET),
    "mint_wallet_in_organization": ("tokens_mint", "wallet_id", WALLET),
}

OPENING = """
CREATE TRIGGER asset_opens_accounts AFTER INSERT ON tokens_asset
    FOR EACH ROW EXECUTE FUNCTION open_asset_v1();
CREATE TRIGGER account_opens_balances AFTER INSERT ON tokens_account
    FOR EACH ROW EXECUTE FUNCTION open_account_v1();
CREATE TRIGGER postings_move_balances AFTER INSERT ON tokens_posting
    REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION apply_postings_v1();
"""
CLOSING = """
DROP TRIGGER postings_move_balances ON tokens_posting;
DROP TRIGGER account_opens_balances ON tokens_account;
DROP TRIGGER asset_opens_accounts ON tokens_asset;
"""

KINDS_AND_NUMBERS = """
ALTER TABLE tokens_balance ADD CONSTRAINT balance_of_accounts_kind
    FOREIGN KEY (account_id, kind) REFERENCES tokens_account (id, kind);
ALTER TABLE tokens_posting ADD CONSTRAINT posting_of_transfers_number
    FOREIGN KEY (transfer_id, number) REFERENCES tokens_transfer (id, number);
"""

# balances are updated all the time: room on their pages for it, and an early vacuum
STORAGE = """
ALTER TABLE tokens_balance SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
"""


class Migration(migrations.Migration):
    dependencies = [("tokens", "0011_ledger")]

    operations = [
        *(
            migrations.RunSQL((SQL / f"{name}.sql").read_text(), migrations.RunSQL.noop)
            for name in (
                "ledger", "project_wallet", "award_values", "settle_awards", "fund_wallet",
                "mint_allowance", "grant_value", "redeem_token",
            )
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, organization_id) "
                f"REFERENCES {referred} (id, organization_id)",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )
            for name, (table, column, referred) in KEYS.items()
        ),
        migrations.RunSQL(KINDS_AND_NUMBERS, migrations.RunSQL.noop),
        migrations.RunSQL(OPENING, CLOSING),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
    ]
