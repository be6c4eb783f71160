"""Base classes of the API's schemas: strict for input, plain for output.

Strict means: an unknown field, text for a number, a number for text and a control character are faults.
"""

import re
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from agri.definitions.reading import Title
from agri.periods import Period
from agri.visible_text import shows

# Control characters but tab and line feed; PostgreSQL cannot store NUL, a terminal obeys the others.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Wire(BaseModel):
    """A shape that somebody sends."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Public(BaseModel):
    """A shape that we answer with."""

    model_config = ConfigDict(from_attributes=True)


class TitlePublic(Public):
    """Words for people in both languages."""

    zh: str
    en: str


def title(words: Title) -> TitlePublic:
    """Return a title as it goes over the wire."""
    return TitlePublic(zh=words.zh, en=words.en)


def _is_text(value: object) -> object:
    # JSON has no dates and ids of its own; in lax mode a number would pass for either.
    if isinstance(value, str):
        return value
    raise PydanticCustomError("string_type", "Input should be a valid string")


def _is_printable(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_character", "Text must not hold control characters")
    return text


def _is_seen(text: str) -> str:
    if not shows(text):
        raise PydanticCustomError("shows_nothing", "Text must show something")
    return text


def _is_period(text: str) -> str:
    try:
        Period.parse(text)
    except ValueError:
        raise PydanticCustomError("not_a_period", "Input should be a period like 2019-08") from None
    return text


def _is_iso_day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    raise PydanticCustomError("date_from_datetime_parsing", "Input should be a date like 2019-08-31")


MOST_SEQ = 2**31 - 1  # the last place in the chain that every database can keep
Id = Annotated[UUID, Strict(False), BeforeValidator(_is_text)]
Day = Annotated[date, Strict(False), BeforeValidator(_is_iso_day)]
Name = Annotated[
    str, Field(min_length=1, max_length=64), AfterValidator(_is_printable), AfterValidator(_is_seen)
]
# Beside something that must not be lost with it: blank words are kept, and count as none.
SideWords = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_is_printable)]
Words = Annotated[SideWords, AfterValidator(_is_seen)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9a-z_]+$")]
OrgUnitCode = Annotated[str, Field(pattern=r"^[0-9]{2,12}$", examples=["410122101"])]
# Of an address; one in a body is judged beside all else that a report names.
PeriodQuery = Annotated[str, Query(max_length=16), AfterValidator(_is_period)]
PeriodText = Annotated[str, Field(max_length=16, examples=["2019-09", "2019-Q3"])]
