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

    # how a partner looks
    op.create_table('partner_look',
    sa.Column('partner_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=True),
    sa.Column('accent', sa.String(length=7), nullable=True),
    sa.Column('accent_dark', sa.String(length=7), nullable=True),
    sa.Column('shape', sa.String(length=6), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("shape in ('square', 'soft', 'round')", name=op.f('ck_partner_look_shape')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_look_partner_id_partner')),
    sa.PrimaryKeyConstraint('partner_id', name=op.f('pk_partner_look'))
    )
    op.create_table('partner_logo',
    sa.Column('partner_id', sa.String(length=40), nullable=False),
    sa.Column('theme', sa.String(length=5), nullable=False),
    sa.Column('digest', sa.String(length=32), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("theme in ('light', 'dark')", name=op.f('ck_partner_logo_theme')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_logo_partner_id_partner')),
    sa.PrimaryKeyConstraint('partner_id', 'theme', name=op.f('pk_partner_logo'))
    )
    with op.batch_alter_table('partner_logo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_logo_digest'), ['digest'], unique=False)


def downgrade() -> None:
    # how a partner looks
    op.drop_table('partner_logo')
    op.drop_table('partner_look')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('agreed')
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.drop_column('person_wanted')
        batch_op.alter_column('locale', existing_type=sa.String(length=20), nullable=False)
