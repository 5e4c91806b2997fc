"""applicant.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.alter_column('locale', existing_type=sa.String(length=20), nullable=True)
        batch_op.add_column(sa.Column('person_wanted', sa.JSON(), server_default='[]', nullable=False))
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agreed', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('agreed')
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.drop_column('person_wanted')
        batch_op.alter_column('locale', existing_type=sa.String(length=20), nullable=False)
