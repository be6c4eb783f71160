"""Proofs of rows that may change: what the audit chain last vouched for."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from agri.models.base import Record


class Proof(Record, table=True):
    """The digest of one row as an act left it; the act's link holds the digest of its proofs.

    `of` is the table, `key` the row's primary key as text. The last proof of a row counts. `salt` goes into
    the digest where the row names a person: with the salt erased, the digest tells nobody the name.
    """

    __tablename__ = "proof"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest"),
        Index("ix_proof_of_key", "of", "key"),
    )

    seq: int = Field(primary_key=True, foreign_key="audit.seq", sa_column_kwargs={"autoincrement": False})
    of: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    digest: str
    salt: str | None = None
