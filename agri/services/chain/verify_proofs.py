"""Hold the rows that may change to what the chain last vouched for."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from agri.definitions.reading import Title
from agri.models import Proof, Record, ReleaseRow
from agri.services.chain.breaks import UNREADABLE, Break
from agri.services.chain.prove import digest_of_proofs, digest_of_row, read_proved, table_name
from agri.services.chain.proved_columns import ANSWERS, DISPOSABLE, PROVED

Last = dict[tuple[str, str], tuple[int, str, str | None]]  # (table, key) → seq, digest, salt


def broken_proofs(session: Session, linked: Mapping[int, str], begun: Mapping[str, int]) -> Iterator[Break]:
    """Yield proofs that differ from their links, and rows that differ from their last proof.

    Parameters
    ----------
    linked : mapping
        The digests of proofs that links hold, by their place.
    begun : mapping
        The link from which on each table is proved.
    """
    last: Last = {}
    broken = list(_read_proofs(session, dict(linked), last))
    yield from broken
    if broken:
        return
    for table in PROVED:
        yield from _broken_rows(session, table, last, is_begun=table_name(table) in begun)
    cited = {str(key) for key in session.connection().execute(_CITED).scalars()}
    prunable = {table_name(table) for table in ANSWERS | DISPOSABLE}
    for of, key in last:  # whatever was found was taken off
        if of not in prunable or key in cited:
            yield _bad(of, key, "is gone", "不见了")


def count_proved(session: Session) -> int:
    """Return how many rows have a proof."""
    return len({tuple(row) for row in session.connection().execute(select(col(Proof.of), col(Proof.key)))})


_CITED = select(col(ReleaseRow.projection_id)).where(col(ReleaseRow.projection_id).is_not(None))


def _read_proofs(session: Session, linked: dict[int, str], last: Last) -> Iterator[Break]:
    """Read all proofs into `last`; yield those that their link does not vouch for."""
    names = ("seq", "of", "key", "digest", "salt")
    rows = session.connection().execute(
        select(*(col(getattr(Proof, name)) for name in names)).order_by(col(Proof.seq))
    )
    for seq, group in groupby(rows.yield_per(1_000), key=lambda row: row.seq):
        proofs = sorted(({**row._mapping} for row in group), key=lambda one: (one["of"], one["key"]))
        if linked.pop(seq, None) != digest_of_proofs(proofs):
            yield Break(
                "proof",
                str(seq),
                Title(f"第 {seq} 条的凭据被改动", f"the proofs of link {seq} were changed"),
            )
        for one in proofs:
            last[one["of"], one["key"]] = (one["seq"], one["digest"], one["salt"])
    for seq, digest in linked.items():
        if digest != digest_of_proofs(()):
            text = Title(f"第 {seq} 条的凭据不见了", f"the proofs of link {seq} are gone")
            yield Break("proof", str(seq), text)


def _broken_rows(session: Session, table: type[Record], last: Last, *, is_begun: bool) -> Iterator[Break]:
    name = table_name(table)
    rows = read_proved(session, table)
    while True:
        try:
            found: tuple[str, dict[str, Any]] | None = next(rows, None)
        except UNREADABLE:
            yield _bad(name, "?", "cannot be read", "无法读取")
            for proved in [proved for proved in last if proved[0] == name]:
                del last[proved]
            return
        if found is None:
            return
        key, row = found
        proof = last.pop((name, key), None)
        if proof is None:
            if is_begun:
                yield _bad(name, key, "was never linked", "没有对应的链节")
        elif proof[1] != digest_of_row(row, proof[2]):
            yield _bad(name, key, "was changed", "被改动")


def _bad(of: str, key: str, what: str, what_zh: str) -> Break:
    return Break(of, key, Title(f"{of} 的 {key} {what_zh}", f"{of} {key} {what}"))
