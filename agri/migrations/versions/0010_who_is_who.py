"""Whose account is whose own, marked acceptances, tries to sign in kept for months, idle desks."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_person = sa.table(
    "person",
    sa.column("id", sa.Uuid()),
    sa.column("password_hash", sa.String()),
    sa.column("opened_by", sa.Uuid()),
    sa.column("password_set_by", sa.Uuid()),
    sa.column("owned_at", _INSTANT),
)
_audit = sa.table(
    "audit",
    sa.column("seq", sa.Integer()),
    sa.column("at", _INSTANT),
    sa.column("actor", sa.String()),
    sa.column("act", sa.String()),
    sa.column("subject", sa.String()),
    sa.column("after", sa.Text()),
)
_ACTS = ("person.created", "person.changed", "enrolment.used")


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("opened_by", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("password_set_by", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("owned_at", _INSTANT, nullable=True))
    with op.batch_alter_table("session_token") as batch:
        batch.add_column(sa.Column("is_desk", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sign_in_attempt") as batch:
        batch.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="password"))
        batch.add_column(sa.Column("device", sa.String(), nullable=True))
        batch.add_column(sa.Column("known_device", sa.String(), nullable=True))
        batch.create_index(batch.f("ix_sign_in_attempt_known_device"), ["known_device"], unique=False)
    op.create_table(
        "decision_mark",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["decision.seq"], name=op.f("fk_decision_mark_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_decision_mark")),
    )
    _take_over_from_the_chain()


def _take_over_from_the_chain() -> None:
    """Say of existing accounts who opened them: until now every password was somebody else's choice."""
    connection = op.get_bind()
    people = {
        str(row.id): row for row in connection.execute(sa.select(_person.c.id, _person.c.password_hash))
    }
    known: dict[str, dict[str, object]] = {}
    acts = sa.select(_audit).where(_audit.c.act.in_(_ACTS)).order_by(_audit.c.seq)
    for link in connection.execute(acts):
        if link.subject not in people:
            continue
        found = known.setdefault(link.subject, {})
        actor = people[link.actor].id if link.actor in people else None
        if link.act == "enrolment.used":
            found["owned_at"] = link.at
        elif actor is not None and actor != people[link.subject].id:
            if link.act == "person.created":
                found["opened_by"] = found["password_set_by"] = actor
            elif '"has_new_password":true' in (link.after or "").replace(" ", ""):
                found["password_set_by"], found["owned_at"] = actor, None
    for subject, found in known.items():
        if people[subject].password_hash is None:
            found.pop("password_set_by", None)
        if found:
            connection.execute(sa.update(_person).where(_person.c.id == people[subject].id).values(**found))


def downgrade() -> None:
    op.drop_table("decision_mark")
    with op.batch_alter_table("sign_in_attempt") as batch:
        batch.drop_index(batch.f("ix_sign_in_attempt_known_device"))
        for name in ("known_device", "device", "kind"):
            batch.drop_column(name)
    with op.batch_alter_table("session_token") as batch:
        batch.drop_column("is_desk")
    with op.batch_alter_table("person") as batch:
        for name in ("owned_at", "password_set_by", "opened_by"):
            batch.drop_column(name)
