"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Profiles, interviews, events, attempts, point results, cards."""
    op.create_table(
        "profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_profiles"),
        sa.UniqueConstraint("name", name="uq_profiles_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "interviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name="fk_interviews_profile_id_profiles", ondelete="CASCADE"),
        sa.UniqueConstraint("profile_id", "number", name="uq_interviews_profile_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "events",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("interview_id", "number", name="pk_events"),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name="fk_events_interview_id_interviews", ondelete="CASCADE"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("guide_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.ForeignKeyConstraint(["interview_id"], ["interviews.id"], name="fk_attempts_interview_id_interviews", ondelete="CASCADE"),
        sa.UniqueConstraint("interview_id", "question_id", name="uq_attempts_interview_id_question_id"),
    )
    op.create_table(
        "point_results",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("point_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("earned", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "position", name="pk_point_results"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name="fk_point_results_attempt_id_attempts", ondelete="CASCADE"),
    )
    op.create_table(
        "cards",
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fsrs", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("profile_id", "key", name="pk_cards"),
        sa.ForeignKeyConstraint(["profile_id"], ["profiles.id"], name="fk_cards_profile_id_profiles", ondelete="CASCADE"),
    )
    op.create_index("ix_cards_profile_id_due_at", "cards", ["profile_id", "due_at"])
