"""screening.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('monitoring_progress',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('seen', sa.String(length=40), nullable=False),
    sa.Column('target', sa.String(length=40), nullable=True),
    sa.Column('position', sa.String(length=15), nullable=False),
    sa.Column('covered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('covered_id', sa.String(length=40), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_monitoring_progress'))
    )
    op.create_table('match_verdict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('profile_id', sa.String(length=15), nullable=False),
    sa.Column('verification_id', sa.String(length=40), nullable=False),
    sa.Column('check_name', sa.String(length=60), nullable=False),
    sa.Column('person_digest', sa.String(length=64), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('entity_id', sa.Text(), nullable=False),
    sa.Column('list_name', sa.Text(), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=2000), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict in ('true_match', 'false_positive')", name=op.f('ck_match_verdict_verdict')),
    sa.ForeignKeyConstraint(['profile_id'], ['profile.id'], name=op.f('fk_match_verdict_profile_id_profile')),
    sa.ForeignKeyConstraint(['verification_id'], ['verification.id'], name=op.f('fk_match_verdict_verification_id_verification')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_verdict'))
    )
    with op.batch_alter_table('match_verdict', schema=None) as batch_op:
        batch_op.create_index('ix_match_verdict_person', ['profile_id', 'person_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_verdict_verification_id'), ['verification_id'], unique=False)

    op.create_table('profile_flag',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('profile_id', sa.String(length=15), nullable=False),
    sa.Column('verification_id', sa.String(length=40), nullable=False),
    sa.Column('mode', sa.String(length=4), nullable=False),
    sa.Column('check_name', sa.String(length=60), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('match', sa.JSON(), nullable=False),
    sa.Column('lists', sa.JSON(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.String(length=20), nullable=True),
    sa.Column('reason', sa.String(length=2000), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=True),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("mode in ('live', 'test')", name=op.f('ck_profile_flag_mode')),
    sa.CheckConstraint("verdict in ('true_match', 'false_positive')", name=op.f('ck_profile_flag_verdict')),
    sa.ForeignKeyConstraint(['profile_id'], ['profile.id'], name=op.f('fk_profile_flag_profile_id_profile')),
    sa.ForeignKeyConstraint(['verification_id'], ['verification.id'], name=op.f('fk_profile_flag_verification_id_verification')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile_flag')),
    sa.UniqueConstraint('profile_id', 'check_name', 'fingerprint', name=op.f('uq_profile_flag_profile_id_check_name_fingerprint'))
    )
    with op.batch_alter_table('profile_flag', schema=None) as batch_op:
        batch_op.create_index('ix_profile_flag_open', ['resolved_at', 'raised_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_profile_flag_verification_id'), ['verification_id'], unique=False)

    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.create_index('ix_verification_state_decided', ['state', 'decided_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.drop_index('ix_verification_state_decided')

    with op.batch_alter_table('profile_flag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_profile_flag_verification_id'))
        batch_op.drop_index('ix_profile_flag_open')

    op.drop_table('profile_flag')
    with op.batch_alter_table('match_verdict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_match_verdict_verification_id'))
        batch_op.drop_index('ix_match_verdict_person')

    op.drop_table('match_verdict')
    op.drop_table('monitoring_progress')
