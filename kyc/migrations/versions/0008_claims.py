"""claims.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_claim",
        sa.Column("verification_id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_user.id"], name=op.f("fk_case_claim_staff_id_staff_user")),
        sa.ForeignKeyConstraint(
            ["verification_id"], ["verification.id"], name=op.f("fk_case_claim_verification_id_verification")
        ),
        sa.PrimaryKeyConstraint("verification_id", name=op.f("pk_case_claim")),
    )
    with op.batch_alter_table("case_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_claim_staff_id"), ["staff_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_claim_staff_id"))
    op.drop_table("case_claim")
