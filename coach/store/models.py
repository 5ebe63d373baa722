"""The tables. A change here needs a migration; tests compare the two."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import Double, TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC to the microsecond; SQLite has no time zones of its own. Raises ValueError for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    # Constraints need names for later migrations to find them; the pattern is Alembic's own recommendation.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, str: String, float: Double}  # noqa: RUF012 - SQLAlchemy's own declaration


class ProfileRow(Base):
    """A profile. Ids are never given again, so that a page left open can't write to somebody else's."""

    __tablename__ = "profiles"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class InterviewRow(Base):
    """An interview of a profile."""

    __tablename__ = "interviews"
    __table_args__ = (UniqueConstraint("profile_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    number: Mapped[int]  # within the profile, from 1
    plan: Mapped[dict[str, Any]]
    state: Mapped[str]  # a State
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class EventRow(Base):
    """An entry of an interview's log; only ever added."""

    __tablename__ = "events"

    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # within the interview, from 1
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class AttemptRow(Base):
    """What came of one question in an interview."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("interview_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"))
    question_id: Mapped[str]
    guide_id: Mapped[str]
    category: Mapped[str]
    at: Mapped[datetime]
    score: Mapped[int]  # 0 to 100
    points: Mapped[list["PointResultRow"]] = relationship(order_by="PointResultRow.position", lazy="selectin", passive_deletes=True)


class PointResultRow(Base):
    """What came of one point in an attempt."""

    __tablename__ = "point_results"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # in the rubric's order, from 0
    point_id: Mapped[str]
    status: Mapped[str]
    earned: Mapped[float]  # 0 to 1


class CardRow(Base):
    """A card of spaced repetition."""

    __tablename__ = "cards"
    __table_args__ = (Index(None, "profile_id", "due_at"),)

    profile_id: Mapped[int] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    fsrs: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]


class LookupRow(Base):
    """Something that was asked to be explained. Its query may be longer than PostgreSQL takes for a key."""

    __tablename__ = "lookups"
    __table_args__ = (Index(None, "profile_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profiles.id", ondelete="CASCADE"))
    query: Mapped[str]
    at: Mapped[datetime]
