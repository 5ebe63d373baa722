"""What was asked to be explained."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Lookups."""
    op.create_table(
        "lookups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lookups"),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name="fk_lookups_profile_id_profiles", ondelete="CASCADE"),
    )
    op.create_index("ix_lookups_profile_id_at", "lookups", ["profile_id", "at"])
