"""The form of a scenario file: its top, the subject, devices and vantage points.

Pydantic checks it, the loader tells its faults, ``docs/scenarios.md`` lists it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from harness.model.scenario import Tap
from harness.model.sources import NEAR_DAYS
from harness.model.subject import Boundary, EgressState
from harness.rules.scenario_base import (
    MAX_ITEMS,
    Address,
    Country,
    Form,
    Id,
    Mac,
    Name,
    Path,
    SingleAddress,
    Text,
    items,
    worded,
)

_Senders = Annotated[list[Address], Field(max_length=50)]
_Macs = Annotated[list[Mac], Field(max_length=50)]


class EgressForm(Form):
    """One way out of the subject; every one that it has is listed."""

    id: Id = Field(description="a short name, for example phone-wifi")
    kind: Literal["wifi", "ethernet", "sim", "tether", "dongle", "pc_tool"] = Field(
        description="wifi, ethernet, sim, tether, dongle or pc_tool"
    )
    state: Annotated[EgressState, Field(strict=False)] = Field(description="what was done about it")
    verified: Text | None = Field(
        default=None, description="disabled only: how that was verified, for example 'SIM removed, photo 12'"
    )
    vantage_points: list[Id] = Field(
        default=[], max_length=MAX_ITEMS, description="tapped only: ids of the vantage points that see it"
    )


class SubjectForm(Form):
    """The product under test."""

    vendor: Name = Field(description="who makes the product")
    product: Name = Field(description="what it is called")
    boundary: Annotated[Boundary, Field(strict=False)] = Field(description="what belongs to the product")
    egress: list[EgressForm] = Field(
        min_length=1, max_length=50, description="every way out that the product has, at least one"
    )


class DeviceForm(Form):
    """A device under test; needs addresses or macs."""

    id: Id = Field(description="a short name, for example phone")
    role: Name = Field(description="phone, controller, aircraft, dock, dongle, desktop or another word")
    addresses: _Senders = Field(
        default=[], description="its addresses or prefixes at the taps; all of all access networks"
    )
    macs: _Macs = Field(default=[], description="its MACs, random ones too")


class ToolForm(Form):
    """Traffic of our own, excluded and listed; needs addresses or macs."""

    name: Name = Field(description="what it is, for example gateway clock")
    addresses: _Senders = Field(default=[], description="who sends: addresses or prefixes")
    macs: _Macs = Field(default=[], description="who sends: MACs")
    servers: _Senders = Field(default=[], description="only towards these addresses or prefixes; none: any")
    ports: list[Annotated[int, Field(ge=1, le=65535)]] = Field(
        default=[], max_length=50, description="only towards these ports; none: any"
    )


class OtherForm(Form):
    """A device on the network that is not under test, excluded and listed; needs addresses or macs."""

    name: Name = Field(description="what it is, for example lab television")
    addresses: _Senders = Field(default=[], description="its addresses or prefixes")
    macs: _Macs = Field(default=[], description="its MACs")


class BelievedForm(Form):
    """What the product can take its region from; what is left out is not set or not known."""

    app_store: Name | None = Field(default=None, description="edition of the app store")
    sim: Name | None = Field(default=None, description="country of the SIM")
    locale: Name | None = Field(default=None, description="language and region of the system")
    gps: Name | None = Field(default=None, description="position that the device has, '39.04,-77.49'")


_Coordinates = Annotated[
    list[Annotated[float, Field(ge=-180, le=180)]],
    Field(
        min_length=2, max_length=2, description="[latitude, longitude] in degrees, north and east positive"
    ),
]


class LandmarkForm(Form):
    """A server whose place is known for certain; how soon it answers tells how far off coordinates can be."""

    address: SingleAddress = Field(description="its address, as the captures have it")
    coordinates: _Coordinates
    error_km: float = Field(gt=0, le=20_040, description="how far off these may be, in km, more than 0")


class VantagePointForm(Form):
    """Where packets were seen, and from where it reaches the internet."""

    id: Id = Field(description="a short name, for example ashburn")
    tap: Annotated[Tap, Field(strict=False)] = Field(description="where packets were taken")
    region: Country = Field(description="country that it reaches the internet from, ISO 3166-1 alpha-2")
    coordinates: _Coordinates
    error_km: float = Field(
        gt=0, le=20_040, description="how far off the coordinates may be, in km, more than 0"
    )
    egress: Literal["isp", "mobile", "vpn_exit"] = Field(description="isp, mobile or vpn_exit")
    resolvers: Annotated[list[SingleAddress], Field(max_length=50)] | None = Field(
        default=None,
        description="resolvers that the access network gave to devices; [] for none given; left out: not known",
    )
    subject_only: bool = Field(
        default=False, description="true: nothing but the subject is attached there, so the tap attributes"
    )
    believed: BelievedForm = Field(
        default=BelievedForm(), description="what the product can take its region from"
    )
    landmarks: list[LandmarkForm] = Field(
        default=[],
        max_length=50,
        description="servers whose place is known; behind a VPN the coordinates count only as far as these bear them out",
    )


def _listed(of: str, least: int, about: str, most: int = MAX_ITEMS) -> Any:
    """A list of the top; each item is checked by itself."""
    if least:
        return Field(min_length=least, max_length=most, description=about, json_schema_extra=items(of))
    return Field(default=[], max_length=most, description=about, json_schema_extra=items(of))


class ScenarioForm(Form):
    """The top of a file; the subject and each item of a list are checked by themselves."""

    schema_version: Literal[1] = Field(description="1")
    id: Id = Field(description="a short name of the scenario")
    title: Text = Field(description="one line for people")
    subject: Any = Field(description="the product under test", json_schema_extra=worded("mapping"))
    devices: list[Any] = _listed("device", 1, "devices under test, at least one", 200)
    tools: list[Any] = _listed("tool", 0, "traffic of our own: excluded and listed", 200)
    others: list[Any] = _listed(
        "other device", 0, "devices that are not under test: excluded and listed", 200
    )
    vantage_points: list[Any] = _listed("vantage point", 1, "where packets were seen, at least one")
    honey: list[Any] = _listed(
        "planted value", 0, "true values that were planted, to be searched in what is sent in clear", 200
    )
    cells: list[Any] = _listed(
        "cell", 1, "what was done and captured, or is planned; at least one of role test"
    )
    endpoint_rules: list[Path] = Field(
        default=[],
        max_length=50,
        description="files of endpoint rules of your own, besides the catalogue, below this file's folder",
    )
    groups: list[Any] = _listed(
        "group of countries", 0, "groups of countries that claims may name beside the built-in ones", 50
    )
    claims: list[Any] = _listed("claim", 1, "what is to be judged, at least one claim", 200)
    accepted_limits: list[Any] = _listed(
        "accepted limit", 0, "blind spots that are accepted; they still block"
    )
    vendor_statements: list[Any] = _listed("vendor statement", 0, "what the vendor says was fixed")
    expect: list[Any] = _listed("expectation", 0, "what claims of this scenario are known to come to", 200)
    max_data_age_days: int = Field(
        default=NEAR_DAYS,
        ge=1,
        le=3650,
        description="greatest time between a capture and the place data, in days",
    )
