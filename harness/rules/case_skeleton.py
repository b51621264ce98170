"""The name of a case and a day in; the files of a directory that works, to be changed into the case that is wanted, out.

A phone logs in at a server in the United States and asks its log host, which is there too; the claim that nothing goes
to China is PASS. To make the log host one in China is a change of one address and one pair of coordinates.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from harness.model.cases import CASE, README, SCENARIO, SITUATION

_README: Final = """\
# {name}

CHANGE: what happens, in a sentence. Which wrong verdict would follow without the rule that this case holds, in another.

What is true: CHANGE (who sends what to where).
What must come of it: CHANGE (PASS, FAIL or INCONCLUSIVE, and why).

Origin: forged by `harness forge` from `situation.yaml`; SYNTHETIC, and marked so inside each capture. Vendor, product
and `.example` names are invented; nothing was ever sent to the addresses.
"""
_CASE: Final = """\
schema_version: 1
# The day that accepted limits of the scenario have expired by or not.
judged_on: {day}
# What the case is about, in words-like-this; `harness case list` shows them.
shows: []
"""
_SITUATION: Final = """\
# What happens, as the forge plays it. Every key: docs/forge.md.
schema_version: 1
id: {name}
title: A phone logs in and writes a log       # CHANGE
seed: 11
start: {day}T10:00:00Z
networks:
- {{id: us-v1, coordinates: [39.04, -77.49], to_s: 120}}
devices:
- {{id: phone, mac: "02:00:00:00:08:20", v4: 192.168.8.20, v6: "2001:db8:8::20"}}
hosts:
- {{id: login, addresses: [3.208.5.9], coordinates: [38.9, -77.4]}}
# CHANGE to a server elsewhere: 114.80.0.7 at [31.2, 121.5] is in Shanghai.
- {{id: log, addresses: [3.208.5.20], coordinates: [38.9, -77.4]}}
names:
- {{name: login.skylark.example, answers: [{{host: login}}]}}
- {{name: log.skylark.example, answers: [{{host: log}}]}}
traffic:
- {{kind: tls, device: phone, to: login.skylark.example, at_s: 30, octets_up: 300, octets_down: 600}}
- {{kind: tls, device: phone, to: log.skylark.example, at_s: 40, octets_up: 400, octets_down: 200}}
"""
_SCENARIO: Final = """\
# What a tester would have written of it. Every key: docs/scenarios.md.
schema_version: 1
id: {name}
title: A phone logs in and writes a log       # CHANGE
# The traffic is made up, and so is its day.
max_data_age_days: 3650
subject:
  vendor: Example Aero
  product: Skylark
  boundary: device
  egress:
  - {{id: phone-wifi, kind: wifi, state: tapped, vantage_points: [ashburn]}}
devices:
- {{id: phone, role: phone, addresses: [192.168.8.20, "2001:db8:8::20"], macs: ["02:00:00:00:08:20"]}}
vantage_points:
- id: ashburn
  tap: gateway-lan
  region: US
  coordinates: [39.04, -77.49]
  error_km: 25
  egress: isp
  resolvers: [192.168.8.1]
cells:
- id: us-v1
  role: test
  subject_version: "1.0"
  settings: default
  egress_region: US
  account_region: US
  bearer: wifi
  consent: accepted
  ip_versions: [4, 6]
  captures:
  - {{path: us-v1.pcapng, vantage_point: ashburn, filter: all}}
  steps:
  - id: login
    kind: login
    from: {day}T10:00:20Z
    to: {day}T10:01:20Z
    devices: [phone]
    evidence: [{{contacted: login.skylark.example}}]
claims:
- id: no-data-to-cn
  kind: location
  text: No user data goes to mainland China.
  countries: [CN]
  scope: {{egress_regions: [US], account_regions: [US], subject_versions: ["1.0"], settings: [default]}}
# What must come of it: work it out before you run the case.
expect:
- {{claim: no-data-to-cn, as_tested: PASS, as_asserted: PASS}}
"""


def case_skeleton(name: str, day: date) -> dict[str, str]:
    """Files of the directory by name.

    Args:
        name: Of the case, in a-z, 0-9 and single ``-``.
        day: Of the traffic and of the judgement.
    """
    texts = {README: _README, CASE: _CASE, SITUATION: _SITUATION, SCENARIO: _SCENARIO}
    return {file: text.format(name=name, day=day.isoformat()) for file, text in texts.items()}
