"""An opened record: each method reads the database once, waits for no writer, and returns a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session

from agri.analysis.cells import reported_cells
from agri.analysis.figures import monthly_indicators
from agri.analysis.findings import current_findings
from agri.analysis.grounds import all_places, all_reporting_units, known_baselines
from agri.analysis.outlooks import stored_projections, year_end_draws
from agri.analysis.views import View
from agri.errors import Fault, Invalid, NotFound, Refusal
from agri.services.reference.figures_day import bounded_day
from agri.services.reference.reference import read_reference
from agri.services.store.clock import clock_of
from agri.services.store.database import READS_ONLY, make_engine, reading
from agri.services.store.integrity import damage_told
from agri.services.store.named_database import named_engine
from agri.services.store.schema_version import check_fit
from agri.terms import Basis, SnapshotBasis

Word = TypeVar("Word", bound=StrEnum)


class OpenRecord:
    """The record as it stood at the end of a day; what comes later is not seen.

    Close it, or open it in a ``with`` block. Tables of invented data say so in the name of their index and in
    ``attrs["synthetic"]``. `agri.analysis.columns(table)` explains each table's columns.
    """

    def __init__(self, engine: Engine, as_of: date, city: str | None = None) -> None:
        self._engine: Engine | None = engine
        self.as_of = as_of
        self.city = city
        self.url = engine.url.render_as_string(hide_password=True)

    def __repr__(self) -> str:
        return f"<Record {self.url} as of {self.as_of}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database's connections back; tables that were read stay."""
        if self._engine is not None:
            self._engine.dispose()
        self._engine = None

    def reports(
        self, year: int | None = None, *, basis: SnapshotBasis | str = SnapshotBasis.ACCEPTED
    ) -> pd.DataFrame:
        """Return every asked cell, reported or not, of the plan year and the one before, or of one year.

        `basis` says which version of a report speaks: the last ``accepted`` one, or the last ``received``.
        """
        chosen = _one_of(SnapshotBasis, basis)
        with self._reading() as (session, view):
            return reported_cells(session, view, year, chosen)

    def indicators(self) -> pd.DataFrame:
        """Return every indicator of every place at each month's end, as `agri assess` has it."""
        with self._reading() as (session, view):
            return monthly_indicators(session, view)

    def projections(self) -> pd.DataFrame:
        """Return the stored projections' quantiles and chances, on both bases, with their age."""
        with self._reading() as (session, view):
            return stored_projections(session, view)

    def draws(
        self,
        projection: UUID | str | None = None,
        *,
        org_unit: str | None = None,
        basis: Basis | str = Basis.REPORTED,
        seed: int | None = None,
        replications: int | None = None,
    ) -> pd.DataFrame:
        """Return one place's draws of the year's end, replication × indicator, in percent.

        They are drawn again from the seed of a stored projection, by default the one that `agri assess`
        shows; with `seed` or `replications` from a run of its own, which is not stored. The place is the
        city by default, or one of its counties.
        """
        if projection is not None and (seed, replications) != (None, None):
            raise ValueError("name a projection, or seed and replications of a run of its own: not both")
        chosen = _one_of(Basis, basis)
        with self._reading() as (session, view):
            return year_end_draws(
                session,
                view,
                _projection_id(projection),
                org_unit=org_unit,
                basis=chosen,
                seed=seed,
                replications=replications,
            )

    def findings(self) -> pd.DataFrame:
        """Return what the checks ask about current versions, and the last answers."""
        with self._reading() as (session, view):
            return current_findings(session, view)

    def org_units(self) -> pd.DataFrame:
        """Return every place of the hierarchy."""
        with self._reading() as (_, view):
            return all_places(view)

    def reporting_units(self) -> pd.DataFrame:
        """Return villages, recovery points, dealers, straw users, trial sites and laboratories."""
        with self._reading() as (_, view):
            return all_reporting_units(view)

    def baselines(self) -> pd.DataFrame:
        """Return what is known of the places before their reports, with source and certainty."""
        with self._reading() as (session, view):
            return known_baselines(session, view)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Session, View]]:
        if self._engine is None:
            raise ValueError("the record is closed; open it again with agri.analysis.open")
        with _in_both_languages(), damage_told(self._engine.url), reading(self._engine) as session:
            reference = read_reference(session, self.as_of, of=self.city)
            yield session, View(reference.at(self.as_of), self.as_of)


def open(
    url: str | Path | None = None, as_of: date | str | None = None, *, city: str | None = None
) -> OpenRecord:
    """Open a record for reading.

    Parameters
    ----------
    url : str or Path, optional
        ``sqlite:///demo/agri.db``, ``postgresql://host/agri``, or the path of a SQLite file; by default what
        AGRI_DATABASE_URL names.
    as_of : date or str, optional
        The day by whose end something must have come, ``2019-08-31``; today by default. A demo has its own.
    city : str, optional
        Division code of the city, ``4102``; it may be left out while the record holds one.

    Raises
    ------
    DatabaseUnfit
        There is no such database, or it holds no city, or it is older or newer than this program.
    Invalid
        The day is no date, is ahead, or lies before the plan's year.
    """
    with _in_both_languages():
        engine = _engine(url)
        try:
            check_fit(engine.execution_options(**{READS_ONLY: True}))
            with damage_told(engine.url), reading(engine) as session:
                reference, now = read_reference(session, of=city), clock_of(session)()
                return OpenRecord(engine, bounded_day(reference, now, _day(as_of), "as_of"), city)
        except BaseException:
            engine.dispose()
            raise


def _engine(url: str | Path | None) -> Engine:
    if url is None:
        return named_engine()
    return make_engine(f"sqlite:///{url}" if isinstance(url, Path) else url, given_as="url")


@contextmanager
def _in_both_languages() -> Iterator[None]:
    """Let a refusal speak Chinese too where Python prints it."""
    try:
        yield
    except Refusal as refusal:
        refusal.add_note(refusal.detail_zh)
        raise


def _day(as_of: date | str | None) -> date | None:
    if not isinstance(as_of, str):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise Invalid.of(
            [
                Fault(
                    "as_of",
                    "not-a-date",
                    f"{as_of!r} is not a date: write 2019-08-31",
                    f"“{as_of}”不是日期，应写成 2019-08-31",
                )
            ]
        ) from None


def _one_of(words: type[Word], word: str) -> Word:
    if word in set(words):
        return words(word)
    known = ", ".join(words)
    with _in_both_languages():
        raise Invalid.of(
            [
                Fault(
                    "basis",
                    "unknown-word",
                    f"{word!r} is none of: {known}",
                    f"“{word}”无效；可选：{known}",
                )
            ]
        )


def _projection_id(text: UUID | str | None) -> UUID | None:
    if text is None or isinstance(text, UUID):
        return text
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(f"{text!r} is no projection's id", f"“{text}”不是预测编号") from None
