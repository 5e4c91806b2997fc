"""Erasure, legal holds, and what operation keeps.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _origins()
    _holds()
    _terms()
    _erasures()
    _reverifications()


def downgrade() -> None:
    op.drop_table("reverification")
    _erasures_undone()
    _origins_undone()
    _terms_undone()
    _holds_undone()


def _holds() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("profile_id", sa.String(length=15), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("put_by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.String(length=60), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_legal_hold_profile_id_profile")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_in_force", "legal_hold", ["profile_id", "lifted_at"])


def _holds_undone() -> None:
    op.drop_table("legal_hold")


def _origins() -> None:
    op.add_column("profile", sa.Column("origin", sa.String(length=20), nullable=True))


def _origins_undone() -> None:
    with op.batch_alter_table("profile") as table:
        table.drop_column("origin")


def _erasures() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("partner_id", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=4), nullable=False),
        sa.Column("profile_id", sa.String(length=15), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("verification_ids", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("objects", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.CheckConstraint("mode in ('live', 'test')", name=op.f("ck_erasure_mode")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_erasure_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_profile_id"), "erasure", ["profile_id"])
    op.create_index("ix_erasure_open", "erasure", ["finished_at", "at"])
    op.add_column("verification", sa.Column("erasure_id", sa.String(length=40), nullable=True))
    op.add_column("verification", sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_verification_queue", table_name="verification")
    op.create_index("ix_verification_queue", "verification", [*_QUEUE, "erasure_id"])
    op.add_column("profile", sa.Column("erasure_id", sa.String(length=40), nullable=True))
    op.add_column("idempotency_key", sa.Column("verification_id", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_idempotency_key_verification_id"), "idempotency_key", ["verification_id"])


def _erasures_undone() -> None:
    op.drop_index("ix_verification_queue", table_name="verification")
    op.create_index("ix_verification_queue", "verification", list(_QUEUE))
    op.drop_index(op.f("ix_idempotency_key_verification_id"), table_name="idempotency_key")
    for table, columns in _ERASED.items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.drop_column(column)
    op.drop_table("erasure")


_QUEUE = ("state", "submitted_at", "id", "mode", "partner_id")
_ERASED = {
    "idempotency_key": ("verification_id",),
    "profile": ("erasure_id",),
    "verification": ("redacted_at", "erasure_id"),
}


def _reverifications() -> None:
    op.create_table(
        "reverification",
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verification.id"], name=op.f("fk_reverification_verification_id_verification")
        ),
        sa.PrimaryKeyConstraint("verification_id", "reason", name=op.f("pk_reverification")),
    )


def _terms() -> None:
    op.create_table(
        "purge",
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("data_class", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verification.id"], name=op.f("fk_purge_verification_id_verification")
        ),
        sa.PrimaryKeyConstraint("verification_id", "data_class", name=op.f("pk_purge")),
    )
    op.create_table(
        "discarded_object",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_discarded_object")),
    )
    op.create_table(
        "partner_term",
        sa.Column("partner_id", sa.String(length=40), nullable=False),
        sa.Column("data_class", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_term_partner_id_partner")),
        sa.PrimaryKeyConstraint("partner_id", "data_class", name=op.f("pk_partner_term")),
    )


def _terms_undone() -> None:
    for table in ("partner_term", "discarded_object", "purge"):
        op.drop_table(table)
