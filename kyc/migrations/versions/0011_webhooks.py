"""Webhook endpoints of partners, and the feed of events.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENTS = ("old_secret_until", "failing_since", "removed_at")


def upgrade() -> None:
    with op.batch_alter_table("webhook_endpoint", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mode", sa.String(length=4), nullable=True))
        batch_op.add_column(sa.Column("name", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("sealed_secret", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("disabled_reason", sa.String(length=20), nullable=True))
        for column in MOMENTS:
            batch_op.add_column(sa.Column(column, sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_webhook_endpoint_mode"), "mode in ('live', 'test')")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mode", sa.String(length=4), server_default="live", nullable=False))
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.alter_column("profile_id", existing_type=sa.String(length=15), nullable=True)
        batch_op.alter_column("verification_id", existing_type=sa.String(length=40), nullable=True)
        batch_op.create_index("uq_event_number", ["partner_id", "number"], unique=True)
    about = "select mode from verification where verification.id = event.verification_id"
    op.execute(f"update event set mode = coalesce(({about}), 'live')")


def downgrade() -> None:
    tests = "select id from event where verification_id is null"
    op.execute(f"delete from delivery_attempt where delivery_id in (select id from delivery where event_id in ({tests}))")
    op.execute(f"delete from delivery where event_id in ({tests})")
    op.execute("delete from event where verification_id is null")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("uq_event_number")
        batch_op.alter_column("verification_id", existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column("profile_id", existing_type=sa.String(length=15), nullable=False)
        batch_op.drop_column("number")
        batch_op.drop_column("mode")
    with op.batch_alter_table("webhook_endpoint", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_webhook_endpoint_mode"), type_="check")
        for column in (*MOMENTS, "disabled_reason", "sealed_secret", "name", "mode"):
            batch_op.drop_column(column)
