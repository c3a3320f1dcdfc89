"""Changes that are not payments: read back, confirmed, and authorised by a one-time code like an order.

Note: a code is for an order or for a change, so `step_up_challenges` and `phone_messages` refer to either. What was
read back (`content`, `summary`) is stored as JSON text: it is compared as a whole and never searched.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

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
STEP_ALLOWED = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in STEPS)
CONTENT = ("key", "customer_id", "kind", "needs_code", "content", "summary", "content_hash", "created_at")
AUTHORISED_BY_CODE = ("step_up_challenges", "phone_messages")


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def Moment() -> sa.DateTime:  # noqa: N802
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("customer_id", BigInt(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_at", Moment(), nullable=False),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'authorised', 'executed', 'failed', 'cancelled')",
            name=op.f("ck_changes_state"),
        ),
        sa.CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name=op.f("ck_changes_failure")),
        sa.CheckConstraint("state = 'executed' OR result IS NULL", name=op.f("ck_changes_result")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_changes_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("key", name=op.f("uq_changes_key")),
    )
    op.create_index("ix_changes_customer_id", "changes", ["customer_id"])
    op.create_table(
        "change_state_changes",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("change_id", BigInt(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["changes.id"], name=op.f("fk_change_state_changes_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_state_changes")),
    )
    op.create_index("ix_change_state_changes_change_id", "change_state_changes", ["change_id"])
    for table in AUTHORISED_BY_CODE:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("order_id", existing_type=BigInt(), nullable=True)
            batch.add_column(sa.Column("change_id", BigInt(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_change_id"), "changes", ["change_id"], ["id"])
            batch.create_check_constraint(
                op.f(f"ck_{table}_one_instruction"), "(order_id IS NULL) <> (change_id IS NULL)"
            )
    op.create_index("ix_step_up_challenges_change_id", "step_up_challenges", ["change_id"])
    for statement in _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for function in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}() CASCADE")
    op.drop_index("ix_step_up_challenges_change_id", "step_up_challenges")
    for table in AUTHORISED_BY_CODE:
        op.execute(f"DELETE FROM {table} WHERE order_id IS NULL")  # noqa: S608 - names from above
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_one_instruction"), type_="check")
            batch.drop_constraint(op.f(f"fk_{table}_change_id"), type_="foreignkey")
            batch.drop_column("change_id")
            batch.alter_column("order_id", existing_type=BigInt(), nullable=False)
    if op.get_bind().dialect.name == "sqlite":
        # Dropping a table deletes its rows first, which these refuse.
        for trigger in ("changes_no_delete", "change_state_changes_no_delete"):
            op.execute(f"DROP TRIGGER {trigger}")
    op.drop_table("change_state_changes")
    op.drop_table("changes")


SQLITE_TRIGGERS = {
    "changes_content": f"""BEFORE UPDATE ON changes
        WHEN {" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in CONTENT)}
        BEGIN SELECT RAISE(ABORT, 'the content of a change never changes'); END""",
    "changes_begin": """BEFORE INSERT ON changes WHEN NEW.state <> 'proposed'
        BEGIN SELECT RAISE(ABORT, 'a change begins as proposed'); END""",
    "changes_step": f"""BEFORE UPDATE ON changes WHEN OLD.state <> NEW.state AND NOT ({STEP_ALLOWED})
        BEGIN SELECT RAISE(ABORT, 'a change cannot take this step'); END""",
    "changes_first_state": """AFTER INSERT ON changes
        BEGIN INSERT INTO change_state_changes (change_id, from_state, to_state, at)
            VALUES (NEW.id, NULL, NEW.state, NEW.state_at); END""",
    "changes_next_state": """AFTER UPDATE ON changes WHEN OLD.state <> NEW.state
        BEGIN INSERT INTO change_state_changes (change_id, from_state, to_state, at)
            VALUES (NEW.id, OLD.state, NEW.state, NEW.state_at); END""",
    "changes_no_delete": """BEFORE DELETE ON changes
        BEGIN SELECT RAISE(ABORT, 'changes are kept'); END""",
    "change_state_changes_no_update": """BEFORE UPDATE ON change_state_changes
        BEGIN SELECT RAISE(ABORT, 'change_state_changes is append-only'); END""",
    "change_state_changes_no_delete": """BEFORE DELETE ON change_state_changes
        BEGIN SELECT RAISE(ABORT, 'change_state_changes is append-only'); END""",
}


def _sqlite() -> list[str]:
    return [f"CREATE TRIGGER {name} {body}" for name, body in SQLITE_TRIGGERS.items()]


# name → body of the function; the trigger that calls it has the same name
POSTGRESQL_FUNCTIONS = {
    "changes_guard": f"""
        IF ({", ".join(f"OLD.{column}" for column in CONTENT)})
           IS DISTINCT FROM ({", ".join(f"NEW.{column}" for column in CONTENT)}) THEN
            RAISE EXCEPTION 'the content of a change never changes';
        END IF;
        IF OLD.state <> NEW.state AND NOT ({STEP_ALLOWED}) THEN
            RAISE EXCEPTION 'a change cannot take this step';
        END IF;
        RETURN NEW;""",
    "changes_begin": """
        IF NEW.state <> 'proposed' THEN
            RAISE EXCEPTION 'a change begins as proposed';
        END IF;
        RETURN NEW;""",
    "changes_write_state": """
        INSERT INTO change_state_changes (change_id, from_state, to_state, at)
        VALUES (NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.state_at);
        RETURN NULL;""",
}


def _postgresql() -> list[str]:
    return [
        *(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
            for name, body in POSTGRESQL_FUNCTIONS.items()
        ),
        "CREATE TRIGGER changes_begin BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION changes_begin()",
        "CREATE TRIGGER changes_guard BEFORE UPDATE ON changes FOR EACH ROW EXECUTE FUNCTION changes_guard()",
        "CREATE TRIGGER changes_no_delete BEFORE DELETE OR TRUNCATE ON changes "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER changes_first_state AFTER INSERT ON changes "
        "FOR EACH ROW EXECUTE FUNCTION changes_write_state()",
        "CREATE TRIGGER changes_next_state AFTER UPDATE ON changes "
        "FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION changes_write_state()",
        "CREATE TRIGGER change_state_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change_state_changes "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
