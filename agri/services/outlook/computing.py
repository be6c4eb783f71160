"""Translate errors of the engine into a refusal that names the way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from agri.errors import Conflict, ModelError


@contextmanager
def computing() -> Iterator[None]:
    """Say in a sentence why a record cannot be computed with.

    Raises
    ------
    Conflict
        The numbers refuse it, as where nothing is known of last year.
    """
    try:
        yield
    except (ValueError, ModelError) as error:
        raise Conflict(
            f"this record cannot be computed with: {error}; load last year's reports and the baselines first",
            f"现有数据无法计算（{error}）；请先导入上年报表和基础数据",
        ) from error
