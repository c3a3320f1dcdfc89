"""All tables of the bank.

Note: money is BIGINT in minor units; moments are in UTC. `accounts.balance_minor` is empty on the bank's own accounts,
since every payment would wait for that one row. `entries` refers to `entry_sets` by a deferred key: a set's own row is
written after its entries and seals them (see 0002).
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def Moment() -> sa.DateTime:  # noqa: N802
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


TABLES = (
    "branches",
    "categories",
    "customers",
    "sign_in_attempts",
    "accounts",
    "branch_services",
    "conversations",
    "merchants",
    "opening_hours",
    "payees",
    "cards",
    "credit_terms",
    "direct_debits",
    "orders",
    "sessions",
    "standing_orders",
    "card_state_changes",
    "entry_sets",
    "order_state_changes",
    "phone_messages",
    "step_up_challenges",
    "entries",
    "transactions",
)


def upgrade() -> None:
    op.create_table(
        "branches",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("post_code", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('branch', 'machine')", name=op.f("ck_branches_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branches")),
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
    )
    op.create_table(
        "customers",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("sign_in_name", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "(sign_in_name IS NULL) = (password_hash IS NULL)", name=op.f("ck_customers_name_and_password")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("sign_in_name", name=op.f("uq_customers_sign_in_name")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("tries", BigInt(), nullable=False),
        sa.Column("last_try_at", Moment(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_sign_in_attempts")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=True),
        sa.Column("balance_minor", BigInt(), nullable=True),
        sa.Column("limit_minor", BigInt(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.CheckConstraint("(kind = 'internal') = (balance_minor IS NULL)", name=op.f("ck_accounts_balance_kept")),
        sa.CheckConstraint("(kind = 'internal') = (customer_id IS NULL)", name=op.f("ck_accounts_holder")),
        sa.CheckConstraint(
            "kind IN ('current', 'savings', 'credit_card', 'loan', 'mortgage', 'internal')",
            name=op.f("ck_accounts_kind"),
        ),
        sa.CheckConstraint("status IN ('open', 'frozen', 'closed')", name=op.f("ck_accounts_status")),
        sa.CheckConstraint(
            "balance_minor IS NULL OR balance_minor + limit_minor >= 0", name=op.f("ck_accounts_within_limit")
        ),
        sa.CheckConstraint("limit_minor >= 0", name=op.f("ck_accounts_limit")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_accounts_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("iban", name=op.f("uq_accounts_iban")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_accounts_id_currency")),
    )
    op.create_index("ix_accounts_customer_id", "accounts", ["customer_id"])
    op.create_index(
        "uq_accounts_internal",
        "accounts",
        ["name", "currency"],
        unique=True,
        sqlite_where=sa.text("kind = 'internal'"),
        postgresql_where=sa.text("kind = 'internal'"),
    )

    op.create_table(
        "branch_services",
        sa.Column("branch_id", BigInt(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_branch_services_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "service", name=op.f("pk_branch_services")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_conversations_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "merchants",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_merchants_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchants")),
        sa.UniqueConstraint("name", name=op.f("uq_merchants_name")),
    )
    op.create_table(
        "opening_hours",
        sa.Column("branch_id", BigInt(), nullable=False),
        sa.Column("weekday", BigInt(), nullable=False),
        sa.Column("opens_minute", BigInt(), nullable=False),
        sa.Column("closes_minute", BigInt(), nullable=False),
        sa.CheckConstraint(
            "0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440",
            name=op.f("ck_opening_hours_day"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_weekday")),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_opening_hours_branch_id")),
        sa.PrimaryKeyConstraint("branch_id", "weekday", name=op.f("pk_opening_hours")),
    )
    op.create_table(
        "payees",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=True),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_payees_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payees")),
        sa.UniqueConstraint("customer_id", "iban", name=op.f("uq_payees_customer_id_iban")),
    )
    op.create_table(
        "cards",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("account_id", BigInt(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_at", Moment(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('debit', 'credit')", name=op.f("ck_cards_kind")),
        sa.CheckConstraint("state IN ('active', 'frozen', 'blocked', 'expired')", name=op.f("ck_cards_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cards_account_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_cards_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index("ix_cards_account_id", "cards", ["account_id"])
    op.create_index("ix_cards_customer_id", "cards", ["customer_id"])

    op.create_table(
        "credit_terms",
        sa.Column("account_id", BigInt(), nullable=False),
        sa.Column("rate_basis_points", BigInt(), nullable=False),
        sa.Column("payment_day", BigInt(), nullable=False),
        sa.Column("instalment_minor", BigInt(), nullable=False),
        sa.Column("minimum_floor_minor", BigInt(), nullable=False),
        sa.Column("minimum_basis_points", BigInt(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_credit_terms_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credit_terms")),
    )
    op.create_table(
        "direct_debits",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("account_id", BigInt(), nullable=False),
        sa.Column("merchant_id", BigInt(), nullable=False),
        sa.Column("mandate", sa.Text(), nullable=False),
        sa.Column("expected_minor", BigInt(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_direct_debits_account_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_direct_debits_customer_id")),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_direct_debits_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direct_debits")),
        sa.UniqueConstraint("mandate", name=op.f("uq_direct_debits_mandate")),
    )
    op.create_index("ix_direct_debits_customer_id", "direct_debits", ["customer_id"])

    op.create_table(
        "orders",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_account_id", BigInt(), nullable=False),
        sa.Column("to_account_id", BigInt(), nullable=True),
        sa.Column("payee_id", BigInt(), nullable=True),
        sa.Column("payee_name", sa.Text(), nullable=True),
        sa.Column("payee_iban", sa.Text(), nullable=True),
        sa.Column("amount_minor", BigInt(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("execute_on", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_at", Moment(), nullable=False),
        sa.Column("failure", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("(kind = 'payment') = (payee_iban IS NOT NULL)", name=op.f("ck_orders_payee")),
        sa.CheckConstraint("(kind = 'transfer') = (to_account_id IS NOT NULL)", name=op.f("ck_orders_own_account")),
        sa.CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name=op.f("ck_orders_failure")),
        sa.CheckConstraint("kind IN ('transfer', 'payment')", name=op.f("ck_orders_kind")),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'authorised', 'executed', 'failed', 'cancelled')",
            name=op.f("ck_orders_state"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_orders_amount")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")),
        sa.ForeignKeyConstraint(["from_account_id"], ["accounts.id"], name=op.f("fk_orders_from_account_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["payees.id"], name=op.f("fk_orders_payee_id")),
        sa.ForeignKeyConstraint(["to_account_id"], ["accounts.id"], name=op.f("fk_orders_to_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("key", name=op.f("uq_orders_key")),
    )
    op.create_index("ix_orders_customer_id_execute_on", "orders", ["customer_id", "execute_on"])
    op.create_index("ix_orders_state_execute_on", "orders", ["state", "execute_on"])

    op.create_table(
        "sessions",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_sessions_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_sessions_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index("ix_sessions_conversation_id", "sessions", ["conversation_id"])
    op.create_index("ix_sessions_customer_id", "sessions", ["customer_id"])

    op.create_table(
        "standing_orders",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("account_id", BigInt(), nullable=False),
        sa.Column("payee_id", BigInt(), nullable=False),
        sa.Column("amount_minor", BigInt(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("day_of_month", BigInt(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_standing_orders_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_standing_orders_account_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_standing_orders_customer_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["payees.id"], name=op.f("fk_standing_orders_payee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_orders")),
    )
    op.create_index("ix_standing_orders_customer_id", "standing_orders", ["customer_id"])

    op.create_table(
        "card_state_changes",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("card_id", BigInt(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_state_changes_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_state_changes")),
    )
    op.create_index("ix_card_state_changes_card_id", "card_state_changes", ["card_id"])

    op.create_table(
        "entry_sets",
        sa.Column("id", BigInt(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order_id", BigInt(), nullable=True),
        sa.Column("booked_at", Moment(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_entry_sets_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_sets")),
        sa.UniqueConstraint("order_id", name=op.f("uq_entry_sets_order_id")),
    )
    op.create_table(
        "order_state_changes",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("order_id", BigInt(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_state_changes_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_state_changes")),
    )
    op.create_index("ix_order_state_changes_order_id", "order_state_changes", ["order_id"])

    op.create_table(
        "phone_messages",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("order_id", BigInt(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_phone_messages_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_phone_messages_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_messages")),
    )
    op.create_index("ix_phone_messages_customer_id", "phone_messages", ["customer_id"])

    op.create_table(
        "step_up_challenges",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("order_id", BigInt(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wrong_tries", BigInt(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('sent', 'used', 'replaced', 'locked')", name=op.f("ck_step_up_challenges_state")),
        sa.CheckConstraint("wrong_tries >= 0", name=op.f("ck_step_up_challenges_wrong_tries")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_step_up_challenges_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_step_up_challenges_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_up_challenges")),
    )
    op.create_index("ix_step_up_challenges_customer_id_sent_at", "step_up_challenges", ["customer_id", "sent_at"])
    op.create_index("ix_step_up_challenges_order_id", "step_up_challenges", ["order_id"])

    op.create_table(
        "entries",
        sa.Column("entry_set_id", BigInt(), nullable=False),
        sa.Column("position", BigInt(), nullable=False),
        sa.Column("account_id", BigInt(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", BigInt(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_entries_amount")),
        sa.ForeignKeyConstraint(
            ["account_id", "currency"],
            ["accounts.id", "accounts.currency"],
            name=op.f("fk_entries_account_id_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_set_id"],
            ["entry_sets.id"],
            name=op.f("fk_entries_entry_set_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry_set_id", "position", name=op.f("pk_entries")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transactions",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("account_id", BigInt(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.Column("amount_minor", BigInt(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee_minor", BigInt(), nullable=False),
        sa.Column("original_minor", BigInt(), nullable=True),
        sa.Column("original_currency", sa.Text(), nullable=True),
        sa.Column("rate", sa.Text(), nullable=True),
        sa.Column("counterparty", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Text(), nullable=False),
        sa.Column("merchant_id", BigInt(), nullable=True),
        sa.Column("card_id", BigInt(), nullable=True),
        sa.Column("entry_set_id", BigInt(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'booked') = (booked_on IS NOT NULL)", name=op.f("ck_transactions_booked_on_a_day")
        ),
        sa.CheckConstraint(
            "(status = 'booked') = (entry_set_id IS NOT NULL)", name=op.f("ck_transactions_booked_by_entries")
        ),
        sa.CheckConstraint(
            "(status = 'declined') = (decline_reason IS NOT NULL)",
            name=op.f("ck_transactions_decline_reason"),
        ),
        sa.CheckConstraint("status IN ('booked', 'pending', 'declined')", name=op.f("ck_transactions_status")),
        sa.CheckConstraint(
            "(original_minor IS NULL) = (original_currency IS NULL)", name=op.f("ck_transactions_original")
        ),
        sa.CheckConstraint("amount_minor <> 0 AND fee_minor >= 0", name=op.f("ck_transactions_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_transactions_account_id")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_transactions_card_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_transactions_category_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_transactions_customer_id")),
        sa.ForeignKeyConstraint(["entry_set_id"], ["entry_sets.id"], name=op.f("fk_transactions_entry_set_id")),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_transactions_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transactions")),
    )
    op.create_index("ix_transactions_customer_id_at", "transactions", ["customer_id", "at"])
    op.create_index(
        "ix_transactions_pending",
        "transactions",
        ["account_id"],
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
