"""Photos of reports, and their bytes beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("media_type IN ('image/jpeg', 'image/webp')", name=op.f("ck_photo_media_type")),
        sa.CheckConstraint("size > 0", name=op.f("ck_photo_size")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_photo_digest")),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_photo_location_is_whole")
        ),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_photo_author")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_photo_report_id")),
        sa.ForeignKeyConstraint(["seq"], ["audit.seq"], name=op.f("fk_photo_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("seq", name=op.f("uq_photo_seq")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_report_id"), ["report_id"], unique=False)
    op.create_table(
        "photo_content",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["person.id"], name=op.f("fk_photo_content_author")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_content")),
    )
    with op.batch_alter_table("photo_content", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_content_revision_id"), ["revision_id"], unique=False)


def downgrade() -> None:
    op.drop_table("photo_content")
    op.drop_table("photo")
