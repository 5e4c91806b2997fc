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

    # what applicants ask of people
    op.create_table('applicant_request',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('profile_id', sa.String(length=15), nullable=False),
    sa.Column('verification_id', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=60), nullable=True),
    sa.Column('answer', sa.String(length=10), nullable=True),
    sa.Column('note', sa.String(length=2000), nullable=False),
    sa.CheckConstraint("answer in ('done', 'declined')", name=op.f('ck_applicant_request_answer')),
    sa.CheckConstraint("kind in ('person', 'erasure')", name=op.f('ck_applicant_request_kind')),
    sa.ForeignKeyConstraint(['profile_id'], ['profile.id'], name=op.f('fk_applicant_request_profile_id_profile')),
    sa.ForeignKeyConstraint(['verification_id'], ['verification.id'], name=op.f('fk_applicant_request_verification_id_verification')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applicant_request'))
    )
    with op.batch_alter_table('applicant_request', schema=None) as batch_op:
        batch_op.create_index('ix_applicant_request_answered', ['answered_at', 'at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_applicant_request_profile_id'), ['profile_id'], unique=False)
        batch_op.create_index('uq_applicant_request_open', ['profile_id', 'kind'], unique=True, sqlite_where=sa.text('answered_at is null'), postgresql_where=sa.text('answered_at is null'))

    # a verification handed to a phone
    op.create_table('handoff',
    sa.Column('verification_id', sa.String(length=40), nullable=False),
    sa.Column('nonce', sa.String(length=40), nullable=False),
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('watcher_digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['verification_id'], ['verification.id'], name=op.f('fk_handoff_verification_id_verification')),
    sa.PrimaryKeyConstraint('verification_id', name=op.f('pk_handoff'))
    )

    # attempts of each document of its own
    with op.batch_alter_table('refused_upload', schema=None) as batch_op:
        batch_op.add_column(sa.Column('document', sa.String(length=50), nullable=True))


def downgrade() -> None:
    # attempts of each document of its own
    with op.batch_alter_table('refused_upload', schema=None) as batch_op:
        batch_op.drop_column('document')

    # a verification handed to a phone
    op.drop_table('handoff')

    # what applicants ask of people
    op.drop_table('applicant_request')

    # how a partner looks
    op.drop_table('partner_logo')
    op.drop_table('partner_look')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('agreed')
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.drop_column('person_wanted')
        batch_op.alter_column('locale', existing_type=sa.String(length=20), nullable=False)
