"""Five roles, a second factor and a lock for staff; and the audit record, to which rows are only ever added."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_ROLES = "role IN ('agent', 'supervisor')"
NEW_ROLES = "role IN ('agent', 'supervisor', 'auditor', 'administrator', 'tester')"
MOMENT = sa.DateTime(timezone=True)
STAFF_COLUMNS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("is_demo", sa.Boolean, {"nullable": False, "server_default": sa.false()}),
    ("left_at", MOMENT, {}),
    ("totp_secret", sa.String(64), {}),
    ("totp_step", sa.BigInteger, {}),
    ("enrolled_at", MOMENT, {}),
    ("wrong_tries", sa.Integer, {"nullable": False, "server_default": "0"}),
    ("locked_until", MOMENT, {}),
)


def upgrade() -> None:
    for name, kind, options in STAFF_COLUMNS:
        op.add_column("staff", sa.Column(name, kind, **options))
    # The demo's password is public: outside the demo its account must open nothing.
    op.execute("UPDATE staff SET is_demo = true WHERE name = 'robin'")
    _change_roles(OLD_ROLES, NEW_ROLES)
    op.create_table(
        "staff_recovery_codes",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.Integer, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("used_at", MOMENT),
    )
    op.create_index("ix_staff_recovery_codes_staff_id", "staff_recovery_codes", ["staff_id"])
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16)),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("about", sa.String(80)),
        sa.Column("conversation_id", sa.String(64)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_head_one"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64}])
    _only_add()


def downgrade() -> None:
    for table in ("audit_head", "audit", "staff_recovery_codes"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION bot_refuse_change()")
    _change_roles(NEW_ROLES, OLD_ROLES)
    for name, _, _ in STAFF_COLUMNS:
        op.drop_column("staff", name)


def _change_roles(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_staff_role", "staff")
        op.create_check_constraint("ck_staff_role", "staff", new)
        return
    # A table that others refer to cannot be made anew within a transaction; a CHECK can be changed in place
    # (sqlite.org/lang_altertable.html, the second procedure).
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'staff'", (old, new)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _only_add() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION bot_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit record is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION bot_refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END"
        )
