"""What becomes of a case: its steps, with who, when and what its customer is told; and the refund of a dispute.

Note: cases that were answered or closed count as resolved. A step is kept as it was written, but for `told_at`, when
its customer heard of it; `key` keeps a step that is sent twice from being taken twice. A case is refunded once at most.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("received", "in_progress", "waiting", "resolved", "rejected")
STEPS = (
    ("received", "in_progress"),
    ("received", "waiting"),
    ("received", "resolved"),
    ("received", "rejected"),
    ("in_progress", "waiting"),
    ("in_progress", "resolved"),
    ("in_progress", "rejected"),
    ("waiting", "in_progress"),
    ("waiting", "resolved"),
    ("waiting", "rejected"),
    ("resolved", "in_progress"),
    ("rejected", "in_progress"),
)
STEP_ALLOWED = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in STEPS)
KEPT = ("id", "case_id", "key", "from_state", "to_state", "at", "actor", "note")


def BigInt() -> sa.types.TypeEngine[int]:  # noqa: N802 - stands among types
    """64 bits; on SQLite the type that numbers rows."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def Moment() -> sa.DateTime:  # noqa: N802
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    _allow_states(STATES, "UPDATE cases SET state = 'resolved' WHERE state IN ('answered', 'closed')")
    op.create_table(
        "case_steps",
        sa.Column("id", BigInt(), nullable=False),
        sa.Column("case_id", BigInt(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_steps_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
        sa.UniqueConstraint("key", name=op.f("uq_case_steps_key")),
    )
    op.create_index("ix_case_steps_case_id", "case_steps", ["case_id"])
    op.create_table(
        "case_refunds",
        sa.Column("case_id", BigInt(), nullable=False),
        sa.Column("step_id", BigInt(), nullable=False),
        sa.Column("entry_set_id", BigInt(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_refunds_case_id")),
        sa.ForeignKeyConstraint(["step_id"], ["case_steps.id"], name=op.f("fk_case_refunds_step_id")),
        sa.ForeignKeyConstraint(["entry_set_id"], ["entry_sets.id"], name=op.f("fk_case_refunds_entry_set_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_refunds")),
        sa.UniqueConstraint("entry_set_id", name=op.f("uq_case_refunds_entry_set_id")),
    )
    for statement in _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for function in POSTGRESQL_FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}() CASCADE")
    else:
        for trigger in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {trigger}")
    op.drop_table("case_refunds")
    op.drop_table("case_steps")
    _allow_states(
        ("received", "in_progress", "answered", "closed"),
        "UPDATE cases SET state = CASE state WHEN 'waiting' THEN 'in_progress' ELSE 'answered' END "
        "WHERE state IN ('waiting', 'resolved', 'rejected')",
    )


def _allow_states(states: tuple[str, ...], update: str) -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_constraint(op.f("ck_cases_state"), type_="check")
    op.execute(update)
    with op.batch_alter_table("cases") as batch:
        batch.create_check_constraint(op.f("ck_cases_state"), f"state IN ({', '.join(map(repr, states))})")


SQLITE_TRIGGERS = {
    "cases_step": f"""BEFORE UPDATE ON cases WHEN OLD.state <> NEW.state AND NOT ({STEP_ALLOWED})
        BEGIN SELECT RAISE(ABORT, 'a case cannot take this step'); END""",
    "case_steps_kept": f"""BEFORE UPDATE ON case_steps
        WHEN OLD.told_at IS NOT NULL OR {" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in KEPT)}
        BEGIN SELECT RAISE(ABORT, 'a step of a case is kept as it was'); END""",
    "case_steps_no_delete": """BEFORE DELETE ON case_steps
        BEGIN SELECT RAISE(ABORT, 'case_steps is append-only'); END""",
    "case_refunds_no_update": """BEFORE UPDATE ON case_refunds
        BEGIN SELECT RAISE(ABORT, 'case_refunds is append-only'); END""",
    "case_refunds_no_delete": """BEFORE DELETE ON case_refunds
        BEGIN SELECT RAISE(ABORT, 'case_refunds is append-only'); END""",
}


def _sqlite() -> list[str]:
    return [f"CREATE TRIGGER {name} {body}" for name, body in SQLITE_TRIGGERS.items()]


# name → body of the function; the trigger that calls it has the same name
POSTGRESQL_FUNCTIONS = {
    "cases_step": f"""
        IF OLD.state <> NEW.state AND NOT ({STEP_ALLOWED}) THEN
            RAISE EXCEPTION 'a case cannot take this step';
        END IF;
        RETURN NEW;""",
    "case_steps_kept": f"""
        IF OLD.told_at IS NOT NULL OR ({", ".join(f"OLD.{column}" for column in KEPT)})
           IS DISTINCT FROM ({", ".join(f"NEW.{column}" for column in KEPT)}) THEN
            RAISE EXCEPTION 'a step of a case is kept as it was';
        END IF;
        RETURN NEW;""",
}


def _postgresql() -> list[str]:
    return [
        *(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
            for name, body in POSTGRESQL_FUNCTIONS.items()
        ),
        "CREATE TRIGGER cases_step BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION cases_step()",
        "CREATE TRIGGER case_steps_kept BEFORE UPDATE ON case_steps FOR EACH ROW EXECUTE FUNCTION case_steps_kept()",
        "CREATE TRIGGER case_steps_no_delete BEFORE DELETE OR TRUNCATE ON case_steps "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER case_refunds_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_refunds "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
