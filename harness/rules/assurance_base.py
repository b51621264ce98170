"""What the forms of an assurance are made of: facts, each with its basis and its sources.

Descriptions of fields are read by authors twice: in ``docs/assurances.md``, and as the mending
half of the message for a missing key.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from harness.model.assurances import ANY, NO_EGRESS, Basis, ProductClass, Publication
from harness.rules.assurance_values import country, rough_date, url
from harness.rules.scenario_base import Id, Name, Text, worded

MAX_ITEMS = 100
"""Of any list."""


class AssuranceForm(BaseModel):
    """A mapping of an assurance: no key but its own, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


Country = Annotated[str, AfterValidator(country)]
RoughDate = Annotated[str, AfterValidator(rough_date)]
Url = Annotated[str, AfterValidator(url)]


def _region(text: str) -> str:
    return text if text == NO_EGRESS else country(text)


def _none_or_list(value: Any) -> Any:
    """``none`` as a list of itself; what is no list is left to the form."""
    if isinstance(value, list) and NO_EGRESS in value:
        raise ValueError("'none' stands for the whole list: write none, or the countries")
    return [value] if value == NO_EGRESS else value


def _any_or_list(value: Any) -> Any:
    """``any`` and ``worldwide`` as an empty list; a list as it is."""
    if value is None or value in (ANY, "worldwide"):
        return None if value is None else []
    if (
        isinstance(value, list)
        and value
        and not {ANY, "worldwide"} & {v for v in value if isinstance(v, str)}
    ):
        return value
    raise ValueError(
        "write a list of at least one, or any in place of the list; for regions worldwide says the same"
    )


_Bounds = BeforeValidator(_any_or_list)
_Region = Annotated[str, AfterValidator(_region)]
_Texts = Annotated[list[Text], Field(min_length=1, max_length=MAX_ITEMS)]
_Names = Annotated[list[Name], Field(min_length=1, max_length=MAX_ITEMS)]


def _value(description: str, words: str) -> Any:
    return Field(
        default=None, description=f"{description}; left out where not stated", json_schema_extra=worded(words)
    )


class FactForm(AssuranceForm):
    """A fact: what is stated, what that rests on, and where it was read."""

    basis: Annotated[Basis, Field(strict=False)] = Field(description="primary, secondary or not_stated")
    sources: list[Id] = Field(
        default=[], max_length=MAX_ITEMS, description="ids of 'sources' that state it; none where not stated"
    )


class TextFact(FactForm):
    """One text."""

    value: Text | None = _value("a short paraphrase, no copied sentence", "text")


class TextsFact(FactForm):
    """Several texts."""

    value: _Texts | None = _value("short paraphrases, no copied sentences", "list of text")


class NamesFact(FactForm):
    """Several short names."""

    value: _Names | None = _value("names as the source has them", "list of text")


class IdsFact(FactForm):
    """Ids of other files."""

    value: Annotated[list[Id], Field(min_length=1, max_length=MAX_ITEMS)] | None = _value(
        "ids of files of kind test", "list of text"
    )


class CountriesFact(FactForm):
    """Countries."""

    value: Annotated[list[Country], Field(min_length=1, max_length=250)] | None = _value(
        "ISO 3166-1 codes of two letters", "list of text"
    )


class RegionsFact(FactForm):
    """Countries that a source places a test in."""

    value: (
        Annotated[list[_Region], Field(min_length=1, max_length=250), BeforeValidator(_none_or_list)] | None
    ) = _value(
        "ISO 3166-1 codes; none: nothing was seen on its way to the internet", "`none` or list of text"
    )


class DateFact(FactForm):
    """A date, as far as stated."""

    value: RoughDate | None = _value("a day, a month or a year: 2018-04-25, 2018-04, '2018'", "text")


class EveryFact(FactForm):
    """Whether combinations are stated."""

    value: Literal["every"] | None = _value(
        "every: each product was tested with each setting in each region", "`every`"
    )


class PublicationFact(FactForm):
    """What the public can read."""

    value: Annotated[Publication, Field(strict=False)] | None = _value("full_report or summary_only", "word")


class ProductForm(AssuranceForm):
    """A product by its name."""

    vendor: Name | None = Field(description="who makes it, null where no source says so")
    model: Name = Field(description="name of the product as the source has it")
    product_class: Annotated[ProductClass, Field(strict=False)] = Field(
        alias="class", description="aircraft, controller, app, cloud or other"
    )


class CoveredProductForm(ProductForm):
    """A product that a test or certificate names."""

    basis: Annotated[Basis, Field(strict=False)] = Field(description="primary or secondary")
    sources: list[Id] = Field(min_length=1, max_length=MAX_ITEMS, description="ids of 'sources' that name it")
    versions: NamesFact = Field(description="versions of firmware or app that were looked at")


class BoundedNamesFact(FactForm):
    """Names that a sentence is said for."""

    value: Annotated[Annotated[list[Name], Field(max_length=MAX_ITEMS)] | None, _Bounds] = _value(
        "names; any: the sentence says that there is no bound", "`any` or list of text"
    )


class BoundedCountriesFact(FactForm):
    """Countries that a sentence is said for."""

    value: Annotated[Annotated[list[Country], Field(max_length=250)] | None, _Bounds] = _value(
        "ISO 3166-1 codes; worldwide: the sentence says so", "`worldwide` or list of text"
    )


class BoundedProductsFact(FactForm):
    """Products that a sentence is said for."""

    value: Annotated[Annotated[list[ProductForm], Field(max_length=MAX_ITEMS)] | None, _Bounds] = _value(
        "products; any: the sentence says that there is no bound", "`any` or list of product"
    )


class SourceForm(AssuranceForm):
    """Where facts were read."""

    id: Id = Field(description="a short name that facts cite")
    title: Text | None = Field(description="title of the page or report, null where not known")
    publisher: Name | None = Field(description="organisation, no person; null where not known")
    date: RoughDate | None = Field(
        description="date of publication, as far as known: 2018-04-25, 2018-04; or null"
    )
    url: Url | None = Field(description="address beginning with https://, null where not known")
