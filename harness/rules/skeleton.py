"""An id and regions in; a commented scenario that loads without a fault out, every cell planned and none run.

What only the author knows is marked CHANGE. A value that is left as it is can hide nothing: no
device has its address, and its place is everywhere on Earth.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.countries import COUNTRIES, USER_ASSIGNED

_HEAD = """\
# What was done, seen from where, and which claims are to be judged.
# Write what you know; what is marked CHANGE is made up. Every key: docs/scenarios.md.
# Check and judge:  harness verify scenario.yaml
schema_version: 1
id: {id}
title: One product from {count} region{s}                        # CHANGE

subject:
  vendor: Example Aero                                    # CHANGE
  product: Skylark app                                    # CHANGE
  # app: the phone's system does not belong to the product. device: whatever the devices send does.
  # platform: devices with a built-in system that belongs to the product.
  boundary: app
  # Every way out that the product has. tapped: where. disabled: how that was verified.
  # unobserved: forbids PASS of every claim.
  egress:
  - id: phone-wifi
    kind: wifi                    # wifi, ethernet, sim, tether, dongle, pc_tool
    state: tapped
    vantage_points: [{points}]
  - id: phone-sim
    kind: sim
    state: unobserved             # CHANGE to disabled once the SIM is out:
    # verified: SIM removed, photo 12

# Devices under test, by what their packets show. Every address in every access network, temporary IPv6 too.
devices:
- id: phone
  role: phone
  addresses: [192.0.2.20]                                 # CHANGE
  macs: ["02:00:00:00:00:20"]                             # CHANGE

# Traffic of our own: left out of every verdict, and listed. Name server and port, or all of it is left out.
tools: []
# - name: gateway clock
#   addresses: [192.0.2.1]
#   macs: []
#   servers: []
#   ports: [123]

# Devices on the same network that are not under test: left out, and listed.
others: []
# - name: lab television
#   addresses: []
#   macs: ["02:00:00:00:00:77"]

# Where packets are taken, and from where that reaches the internet.
vantage_points:
"""
_POINT = """\
- id: {point}
  tap: gateway-lan                # app, controller, aircraft, dongle, dock, desktop, gateway-lan, gateway-wan
  region: {region}                      # {country}
  coordinates: [0.0, 0.0]         # CHANGE: latitude, longitude
  error_km: 20040                 # CHANGE: how far off they may be; 20040 is anywhere
  egress: isp                     # CHANGE: isp, mobile or vpn_exit
  # resolvers: [192.0.2.1]        # those that the access network gave; [] for none; left out: not known
  subject_only: false             # true: nothing but the product is attached there
  believed: {{}}                    # what the product can see: {{app_store: {region}, sim: {region}, locale: en_US, gps: "0.0,0.0"}}
  # landmarks:                    # servers whose place is known: behind a VPN the coordinates count only as far as these bear them out
  # - {{address: 192.0.2.7, coordinates: [50.11, 8.68], error_km: 10}}
"""
_CELLS = """
# A cell is one combination of version, settings, regions, bearer, consent and session. Without captures it is
# planned. After a run, list captures and steps as shown at the first cell.
cells:
"""
_CELL = """\
- id: {id}
  role: {role}
  subject_version: {version}
  settings: {settings}
  egress_region: {region:<17}# where traffic leaves; that of the vantage points
  account_region: {account:<16}# country of the account; none without one
  bearer: wifi
  consent: {consent}
  session: 1
  independent: false              # true: began anew (reset, new account), so it counts as a trial
  ip_versions: [4]                # CHANGE: what the access network offers: [4], [6] or [4, 6]
  interference: []                # tls_interception, quic_blocked, doh_blocked, vpn_capture, ipv6_blocked, altered_dns
  # ca_store: system              # with tls_interception: where the proxy's CA was, system, user or none
  baseline: {baseline}
  control: {control}
  captures: []
"""
_RUN = """\
  # captures:
  # - path: {id}.pcapng             # below this file's folder
  #   vantage_point: {point}
  #   sha256: ...                 # 64 hex digits: sha256sum {id}.pcapng
  #   keylog: {id}.keylog           # TLS key log, to decrypt what it has keys for
  #   keylog_sha256: ...
  #   hosts: lab.hosts            # names that you give to addresses, like /etc/hosts; no evidence
  #   hosts_sha256: ...
  #   tool: dumpcap 4.0.17
  #   filter: all                 # all: no capture filter
  #   drops: 0                    # packets that the tool says it lost
  #   ring: run-1                 # of a run over several files, in each: drops are then of all of them together
  #   from: 2026-11-02T10:00:00Z
  #   to: 2026-11-02T11:00:00Z
  #   clock_offset_ms: 0          # added to packet times to give true time
  #   clock_set_ms: 0             # by how much somebody set the clock meanwhile; forward is positive
  # steps:                        # in order, without overlap
  # - id: login
  #   kind: login                 # install, decline, accept, login, flight, sync, update_check, idle, restart
  #   from: 2026-11-02T10:10:00Z
  #   to: 2026-11-02T10:12:00Z
  #   devices: [phone]            # must be seen sending in it
  #   evidence:                   # captures have to show one; stated alone proves nothing
  #   - contacted: login.skylark.example
  #   - sent: {{device: phone, octets: 400}}
  #   - stated: video 3, 00:41
"""
_CLAIMS = """
endpoint_rules: []                # files of rules of your own for endpoints, besides the catalogue: [rules/vendor.yaml]

groups: []                        # of countries, beside the built-in ones
# - id: adversaries
#   countries: [CN, RU]
#   source: Act of 2026, section 3                       # what says that these are the countries

claims:
- id: no-data-to-cn
  kind: location                  # location, silence, control, name or content
  text: No data goes to mainland China.                   # CHANGE: as the vendor says it
  # source: https://vendor.example/trust, read 2026-11-01
  group: mainland-china           # or: countries: [CN]
  level: data                     # attempted, connected, handshake, data: contact that refutes
  # attribution: difference       # tap, device, difference, join, uid: weakest that refutes
  floor: 1.0                      # least share of packets seen for PASS
  scope:                          # what the claim is asserted for
    egress_regions: worldwide
    account_regions: any
    subject_versions: any
    settings: [default]
    steps: any
# - id: quiet
#   kind: silence
#   text: In local data mode nothing is sent.
#   scope: {settings: [local-data-mode]}
#   permitted:                    # what may be sent all the same
#     services: [dhcp, ntp]       # dhcp, dns_given, ntp
#     hosts: [connectivity.example]
# - id: vendor-only
#   kind: name
#   text: Data go to hosts of the vendor only.
#   only:                         # or never: [...], the endpoints forbidden
#   - suffix: [vendor.example]    # any of host, suffix, cidr, operator, category, rule, given_resolvers
#     host: [api.partner.example]
#     cidr: [192.0.2.0/24]
#     operator: [Example Aero Ltd.]
#     category: [firmware]
#     rule: [dji.dji-com]
#     given_resolvers: true       # the access network's own resolvers
#     not_operator: [Other Ltd.]  # whose endpoints are not taken, whatever else names them
#     port: [443]
#     transport: [tcp]
#   never: []
#   about: []                     # endpoints that the claim speaks of, likewise; none: all
#   scope: {products: [Skylark app], consents: [declined]}
#   accepted: []                  # as accepted_limits below, for this claim alone
# - library: no-position-before-consent                    # a ready claim: harness claims
#   data: [home_point]            # content: ids or kinds of planted values
#   scope: {egress_regions: worldwide}

# True values that were planted, to be searched in what is sent in clear. This file then holds them: keep it as you keep them.
honey: []
# - id: account
#   kind: account_email
#   values: [pilot.one@lab.example]
# - id: field
#   kind: home_point
#   position: [39.0438, -77.4874]
#   radius_m: 300

# Blind spots that somebody accepts. They are shown as accepted, and still forbid PASS.
accepted_limits: []
# - kind: loss_unknown
#   reason: the phone's capture app has no counter
#   expires: 2027-03-01
#   cells: [CELL]

# The vendor's word that a finding was fixed.
vendor_statements: []
# - host: log.skylark.example
#   text: removed in 1.1
#   source: mail of 2026-10-05
#   version: "1.1"

# What is known already: verify ends with status 0 where all is as expected.
expect: []
# - claim: no-data-to-cn
#   as_tested: FAIL
#   as_asserted: FAIL
#   findings: [no-data-to-cn/log.skylark.example]
#   not_seen_since: []  # those of them that vanished later with no fix recorded, once that is known

max_data_age_days: 90
"""


def skeleton(scenario_id: str, regions: Sequence[str]) -> str:
    """Write a scenario file.

    Args:
        scenario_id: As ``scenario_values.id_text`` takes it.
        regions: ISO 3166-1 alpha-2, at least one, none twice. The first has baseline and control.
    """
    points = [region.lower() for region in regions]
    head = _HEAD.format(
        id=scenario_id, count=len(regions), s="s" if len(regions) > 1 else "", points=", ".join(points)
    )
    names = {**COUNTRIES, **USER_ASSIGNED}
    places = "".join(
        _POINT.format(point=point, region=region, country=names[region])
        for point, region in zip(points, regions, strict=True)
    )
    return head + places + _CELLS + _cells(regions) + _CLAIMS


def _cells(regions: Sequence[str]) -> str:
    """One test for each region, then baseline and control in the first."""
    first = f"{regions[0].lower()}-1"
    tests = [
        _cell(f"{region.lower()}-1", "test", region, region, baseline="baseline", control="control")
        + (_RUN.format(id=first, point=regions[0].lower()) if region == regions[0] else "")
        for region in regions
    ]
    return "\n".join([*tests, _baseline(regions[0]), _control(regions[0])])


def _baseline(region: str) -> str:
    about = "# The same devices without the app: what they send anyway.\n"
    return about + _cell(
        "baseline", "baseline", region, "none", version="none", settings="no-app", consent="none"
    )


def _control(region: str) -> str:
    about = "# The same rig with the mode off, where every device is seen sending; silence claims need it.\n"
    return about + _cell("control", "control", region, region, settings="mode-off")


def _cell(
    cell_id: str,
    role: str,
    region: str,
    account: str,
    *,
    version: str = '"1.0"           # CHANGE',
    settings: str = "default",
    consent: str = "accepted",
    baseline: str = "null",
    control: str = "null",
) -> str:
    return _CELL.format(
        id=cell_id,
        role=role,
        region=region,
        account=account,
        version=version,
        settings=settings,
        consent=consent,
        baseline=baseline,
        control=control,
    )
