"""Triggers: the rules that a bug in Python cannot break.

Note: the same rules on both databases, each in its own dialect.
- An entry set's row seals it: refused unless its entries sum to zero in every currency; no entry is added
  after it.
- Entries, entry sets and state changes are never changed or deleted.
- Entries keep `accounts.balance_minor`; the CHECK on `accounts` then refuses a balance beyond the limit.
- An order's content never changes, its state only along the allowed steps; each step is written to
  `order_state_changes`.
- Each change of a card's state is written to `card_state_changes`. PostgreSQL's triggers on entries run once per
  statement, since one update per account is what a bulk load can bear.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("entries", "entry_sets", "order_state_changes", "card_state_changes")
STEPS = (
    ("proposed", "confirmed"),
    ("proposed", "cancelled"),
    ("confirmed", "authorised"),
    ("confirmed", "failed"),
    ("confirmed", "cancelled"),
    ("authorised", "executed"),
    ("authorised", "failed"),
    ("authorised", "cancelled"),
)
ORDER_CONTENT = (
    "key",
    "customer_id",
    "kind",
    "from_account_id",
    "to_account_id",
    "payee_name",
    "payee_iban",
    "amount_minor",
    "currency",
    "reference",
    "execute_on",
    "content_hash",
    "created_at",
)
STEP_ALLOWED = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in STEPS)


def upgrade() -> None:
    for statement in _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for function in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}() CASCADE")
    else:
        for trigger in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {trigger}")
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")


SQLITE_TRIGGERS = {
    "entries_sealed": """BEFORE INSERT ON entries
        WHEN EXISTS (SELECT 1 FROM entry_sets WHERE id = NEW.entry_set_id)
        BEGIN SELECT RAISE(ABORT, 'this entry set is sealed'); END""",
    "entries_balance": """AFTER INSERT ON entries
        BEGIN UPDATE accounts SET balance_minor = balance_minor + NEW.amount_minor
            WHERE id = NEW.account_id AND balance_minor IS NOT NULL; END""",
    "entry_sets_seal": """BEFORE INSERT ON entry_sets
        WHEN NOT EXISTS (SELECT 1 FROM entries WHERE entry_set_id = NEW.id)
            OR EXISTS (SELECT 1 FROM entries WHERE entry_set_id = NEW.id
                       GROUP BY currency HAVING SUM(amount_minor) <> 0)
        BEGIN SELECT RAISE(ABORT, 'an entry set must sum to zero'); END""",
    "orders_content": f"""BEFORE UPDATE ON orders
        WHEN {" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in ORDER_CONTENT)}
        BEGIN SELECT RAISE(ABORT, 'the content of an order never changes'); END""",
    "orders_begin": """BEFORE INSERT ON orders WHEN NEW.state <> 'proposed'
        BEGIN SELECT RAISE(ABORT, 'an order begins as proposed'); END""",
    "orders_step": f"""BEFORE UPDATE ON orders WHEN OLD.state <> NEW.state AND NOT ({STEP_ALLOWED})
        BEGIN SELECT RAISE(ABORT, 'an order cannot take this step'); END""",
    "orders_first_state": """AFTER INSERT ON orders
        BEGIN INSERT INTO order_state_changes (order_id, from_state, to_state, at)
            VALUES (NEW.id, NULL, NEW.state, NEW.state_at); END""",
    "orders_next_state": """AFTER UPDATE ON orders WHEN OLD.state <> NEW.state
        BEGIN INSERT INTO order_state_changes (order_id, from_state, to_state, at)
            VALUES (NEW.id, OLD.state, NEW.state, NEW.state_at); END""",
    "orders_no_delete": """BEFORE DELETE ON orders
        BEGIN SELECT RAISE(ABORT, 'orders are kept'); END""",
    "cards_next_state": """AFTER UPDATE ON cards WHEN OLD.state <> NEW.state
        BEGIN INSERT INTO card_state_changes (card_id, from_state, to_state, at)
            VALUES (NEW.id, OLD.state, NEW.state, NEW.state_at); END""",
}


def _sqlite() -> list[str]:
    statements = [f"CREATE TRIGGER {name} {body}" for name, body in SQLITE_TRIGGERS.items()]
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            statements.append(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    return statements


# name → body of the function; the trigger that calls it has the same name
POSTGRESQL_FUNCTIONS = {
    "refuse_change": "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;",
    "entries_post": """
        IF EXISTS (SELECT 1 FROM appended JOIN entry_sets ON entry_sets.id = appended.entry_set_id) THEN
            RAISE EXCEPTION 'this entry set is sealed';
        END IF;
        UPDATE accounts SET balance_minor = balance_minor + change.total
        FROM (SELECT account_id, SUM(amount_minor)::bigint AS total FROM appended
              GROUP BY account_id) AS change
        WHERE accounts.id = change.account_id AND accounts.balance_minor IS NOT NULL AND change.total <> 0;
        RETURN NULL;""",
    "entry_sets_seal": """
        IF EXISTS (SELECT 1 FROM appended LEFT JOIN entries ON entries.entry_set_id = appended.id
                   GROUP BY appended.id, entries.currency
                   HAVING COALESCE(SUM(entries.amount_minor), 1) <> 0) THEN
            RAISE EXCEPTION 'an entry set must sum to zero';
        END IF;
        RETURN NULL;""",
    "orders_guard": f"""
        IF ({", ".join(f"OLD.{column}" for column in ORDER_CONTENT)})
           IS DISTINCT FROM ({", ".join(f"NEW.{column}" for column in ORDER_CONTENT)}) THEN
            RAISE EXCEPTION 'the content of an order never changes';
        END IF;
        IF OLD.state <> NEW.state AND NOT ({STEP_ALLOWED}) THEN
            RAISE EXCEPTION 'an order cannot take this step';
        END IF;
        RETURN NEW;""",
    "orders_begin": """
        IF NEW.state <> 'proposed' THEN
            RAISE EXCEPTION 'an order begins as proposed';
        END IF;
        RETURN NEW;""",
    "orders_write_state": """
        INSERT INTO order_state_changes (order_id, from_state, to_state, at)
        VALUES (NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.state_at);
        RETURN NULL;""",
    "cards_write_state": """
        INSERT INTO card_state_changes (card_id, from_state, to_state, at)
        VALUES (NEW.id, OLD.state, NEW.state, NEW.state_at);
        RETURN NULL;""",
}


def _postgresql() -> list[str]:
    statements = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        for name, body in POSTGRESQL_FUNCTIONS.items()
    ]
    for table in APPEND_ONLY:
        statements.append(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for name, table in (("entries_post", "entries"), ("entry_sets_seal", "entry_sets")):
        statements.append(
            f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS appended "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    statements += [
        "CREATE TRIGGER orders_begin BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION orders_begin()",
        "CREATE TRIGGER orders_guard BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION orders_guard()",
        "CREATE TRIGGER orders_no_delete BEFORE DELETE OR TRUNCATE ON orders "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER orders_first_state AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION orders_write_state()",
        "CREATE TRIGGER orders_next_state AFTER UPDATE ON orders "
        "FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION orders_write_state()",
        "CREATE TRIGGER cards_next_state AFTER UPDATE ON cards "
        "FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION cards_write_state()",
    ]
    return statements
