"""What the database says of itself: which city's plan it holds, whether it is a demo, the demo's today."""

from sqlmodel import Field

from agri.models.base import Record


class Meta(Record, table=True):
    """One fact about this database."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str
