"""The record as pandas tables, for analysts: ``record = agri.analysis.open(url)``.

A door beside the API and the command line, for those who may open the database itself. It only reads. Every
figure comes from the service that the other doors ask, so the tables say what `agri assess` and
`agri project` say. docs/analysis.md shows it in use.
"""

from agri.analysis.record import OpenRecord, open
from agri.analysis.tables import columns

__all__ = ["OpenRecord", "columns", "open"]
