"""Scenario files with one thing wrong each: the good file and the edits that break it."""

from __future__ import annotations

from tests.support.scenario_files import GOOD, changed

_CLAIMS = GOOD[GOOD.index("claims:") : GOOD.index("accepted_limits:")]

_MARK = "egress: vpn_exit -> egress: vpn_exit\n  landmarks: [{}]"

BROKEN_TEXTS: dict[str, str | bytes] = {
    "empty file": "",
    "list at the top": "- a\n- b\n",
    "not UTF-8": GOOD.encode().replace(b"Skylark", b"Skyl\xe4rk", 1),
    "tab": changed("  vendor -> \tvendor"),
    "unclosed bracket": changed("ashburn, frankfurt]} -> ashburn, frankfurt}"),
    "colon in plain text": changed("title: One -> title: One: "),
    "key twice": changed("  vendor: -> vendor: a\n  product: b\n  vendor:").replace(
        "subject:\nvendor", "subject:\n  vendor"
    ),
    "anchor and alias": changed("region: US -> region: &us US", "egress_region: US -> egress_region: *us"),
    "tag": changed("vendor: Example -> vendor: !!python/name:os.system Example"),
    "nested too deep": changed("octets: 400 -> octets: [[400]]"),
    "second document": GOOD + "---\nid: second\n",
    "too large": GOOD + "#" * (1 << 20),
    "no claims": GOOD.replace(_CLAIMS, "claims: []\n").replace(GOOD[GOOD.index("expect:") :], ""),
}


def _claim(kind: str, *keys: str) -> tuple[str, ...]:
    """One claim more, of a kind, with such keys."""
    lines = "".join(f"  {key}\n" for key in keys)
    return (f"accepted_limits: -> - id: more\n  kind: {kind}\n  text: One more.\n{lines}accepted_limits:",)


def _library(*keys: str) -> tuple[str, ...]:
    """One claim more, of the library."""
    return ("accepted_limits: -> - " + "\n  ".join(keys) + "\naccepted_limits:",)


_NO_HONEY = GOOD[GOOD.index("honey:") :].rstrip("\n") + " -> honey: []"

_RING = "    drops: 0\n    ring: run-1\n  - path: us/v1-2.pcapng\n    vantage_point: ashburn\n"
"""The rest of a capture that is one of a ring, and the beginning of another of it."""

EDITS: dict[str, tuple[str, ...]] = {
    "names without a list": _claim("name"),
    "names with two lists": _claim("name", "only: [{host: [a.example]}]", "never: [{host: [b.example]}]"),
    "list that takes everything": _claim("name", "only: [{}]"),
    "list that leaves out and takes nothing": _claim("name", "never: [{not_operator: [Example Aero]}]"),
    "list of text": _claim("name", "only: [a.example]"),
    "one host for a list": _claim("name", "only: [{host: a.example}]"),
    "wildcard host in a list": _claim("name", "only: [{host: ['*.a.example']}]"),
    "host with a scheme": _claim("name", "only: [{suffix: ['https://a.example']}]"),
    "host bits in a list": _claim("name", "only: [{cidr: [192.0.2.1/24]}]"),
    "unknown category": _claim("name", "never: [{category: [tracking]}]"),
    "no rule id": _claim("name", "never: [{rule: [dji]}]"),
    "port beyond all": _claim("name", "only: [{host: [a.example], port: [70000]}]"),
    "unknown transport": _claim("name", "only: [{host: [a.example], transport: [quic]}]"),
    "resolvers that are not given": _claim("name", "only: [{given_resolvers: false}]"),
    "misspelt selector": _claim("name", "only: [{suffixes: [a.example]}]"),
    "list on a location claim": _claim("location", "countries: [CN]", "only: [{host: [a.example]}]"),
    "forbidden list on a content claim": _claim("content", "never: [{host: [a.example]}]"),
    "subject of another kind": _claim("silence", "about: [{category: [firmware]}]"),
    "data on a name claim": _claim("name", "only: [{host: [a.example]}]", "data: [home_point]"),
    "content without planted values": (*_claim("content"), _NO_HONEY),
    "content of what was not planted": _claim("content", "data: [imei]"),
    "misspelt planted value": _claim("content", "data: [fild]"),
    "control without a country": _claim("control"),
    "product of another subject": _claim("control", "countries: [CN]", "scope: {products: [Heron]}"),
    "product twice": _claim("control", "countries: [CN]", "scope: {products: [Skylark app, Skylark app]}"),
    "accepted without a reason": _claim(
        "control", "countries: [CN]", "accepted: [{kind: tunnel, expires: 2027-03-01}]"
    ),
    "accepted in no cell": _claim(
        "control",
        "countries: [CN]",
        "accepted: [{kind: tunnel, reason: it is the lab's own, expires: 2027-03-01, cells: [us-v9]}]",
    ),
    "unknown ready claim": _library("library: no-data-to-mainland-chima"),
    "ready claim without what it needs": _library("library: only-listed-hosts"),
    "ready claim with a fault": _library("library: no-data-to-mainland-china", "levle: data"),
    "ready claim of a list that takes everything": _library("library: only-listed-hosts", "only: [{}]"),
    "rules outside the folder": ("claims: -> endpoint_rules: [../mine.yaml]\nclaims:",),
    "rules as text": ("claims: -> endpoint_rules: mine.yaml\nclaims:",),
    "misspelt key": ("title: -> titel:",),
    "text for a number": ("error_km: 25 -> error_km: '25'",),
    "number for text": ('subject_version: "1.0" -> subject_version: 1.0',),
    "nothing for a list": ("devices: [phone] -> devices:",),
    "text for a list": ("devices: [phone] -> devices: phone",),
    "text for a mapping": ('believed: {app_store: US, gps: "39.04,-77.49"} -> believed: US',),
    "cell that is text": ("- id: us-base -> - nothing\n- id: us-base",),
    "other schema version": ("schema_version: 1 -> schema_version: 2",),
    "unknown role": ("role: baseline -> role: base",),
    "unknown boundary": ("boundary: app -> boundary: phone",),
    "unknown state": ("state: disabled -> state: off",),
    "unknown egress kind": ("kind: sim -> kind: esim",),
    "unknown tap": ("tap: gateway-lan -> tap: gateway_lan",),
    "unknown store of a CA": (
        "  baseline: us-base ->   interference: [tls_interception]\n  ca_store: root\n  baseline: us-base",
    ),
    "flag for a store of a CA": (
        "  baseline: us-base ->   interference: [tls_interception]\n  ca_store: true\n  baseline: us-base",
    ),
    "store of a CA without interception": (
        "  baseline: us-base ->   interference: [quic_blocked]\n  ca_store: system\n  baseline: us-base",
    ),
    "store of no CA without interference": ("  baseline: us-base ->   ca_store: none\n  baseline: us-base",),
    "store of a CA at a capture": ("    drops: 0\n ->     drops: 0\n    ca_store: system\n",),
    "clock set by no number": ("    drops: 0\n ->     drops: 0\n    clock_set_ms: .nan\n",),
    "clock set by too much": ("    drops: 0\n ->     drops: 0\n    clock_set_ms: -4e12\n",),
    "ring with two counts": (f"    drops: 0\n -> {_RING}    drops: 3\n    ring: run-1\n",),
    "ring with a count in one file": (f"    drops: 0\n -> {_RING}    ring: run-1\n",),
    "ring at two vantage points": (
        f"    drops: 0\n -> {_RING.replace('ashburn', 'frankfurt')}    drops: 0\n    ring: run-1\n",
    ),
    "ring that is no name": ("    drops: 0\n ->     drops: 0\n    ring: run 1\n",),
    "digest without a key log": ("    drops: 0\n ->     drops: 0\n    keylog_sha256: " + "ab" * 32 + "\n",),
    "digest without a hosts file": ("    drops: 0\n ->     drops: 0\n    hosts_sha256: " + "ab" * 32 + "\n",),
    "hosts file elsewhere": ("    drops: 0\n ->     drops: 0\n    hosts: ../lab.hosts\n",),
    "short digest of a hosts file": (
        "    drops: 0\n ->     drops: 0\n    hosts: lab.hosts\n    hosts_sha256: abc\n",
    ),
    "unknown blind spot": ("loss_unknown -> unknown_loss",),
    "unknown service": ("services: [dhcp] -> services: [dns]",),
    "verdict in lower case": ("as_tested: FAIL -> as_tested: fail",),
    "id with a slash": ("- id: login -> - id: log/in",),
    "id in upper case": ("id: two-regions -> id: Two-Regions",),
    "id taken by another cell": ("- id: de-v1 -> - id: us-v1",),
    "id taken by another step": ("- id: idle -> - id: login",),
    "id taken by another egress": ("id: phone-sim -> id: phone-wifi",),
    "name taken by another tool": ("name: gateway resolver -> name: gateway clock",),
    "unknown vantage point of a capture": ("vantage_point: ashburn -> vantage_point: ashburn1",),
    "unknown vantage point of an egress": ("[ashburn, frankfurt] -> [ashburn, frankfort]",),
    "unknown device of a step": ("devices: [phone] -> devices: [fone]",),
    "unknown device of evidence": ("device: phone -> device: drone",),
    "unknown cell of a limit": ("cells: [us-v1] -> cells: [us-v2]",),
    "unknown claim of an expectation": (
        "claim: no-data-to-cn -> claim: no-data-to-hk",
        "findings: [no-data-to-cn/ -> findings: [no-data-to-hk/",
    ),
    "unknown baseline": ("baseline: us-base -> baseline: us-bas",),
    "tapped nowhere": (", vantage_points: [ashburn, frankfurt] -> ",),
    "disabled without proof": (', verified: "SIM removed, photo 12" -> ',),
    "taps of a disabled egress": ("state: disabled,  -> state: disabled, vantage_points: [ashburn], ",),
    "proof of a tapped egress": ("state: tapped,  -> state: tapped, verified: looked at it, ",),
    "baseline of another role": ("baseline: us-base -> baseline: de-v1",),
    "control of another role": ("baseline: us-base -> control: us-base",),
    "baseline that was not run": ("  captures:\n  - {path: us/base.pcapng, vantage_point: ashburn}\n -> ",),
    "no test": (
        "role: test -> role: baseline",
        "role: test -> role: baseline",
        "  baseline: us-base -> ",
        "  baseline: us-base -> ",
    ),
    "location without countries": ("  group: china-hk-mo\n -> ",),
    "countries and group": ("group: china-hk-mo -> group: china-hk-mo\n  countries: [CN]",),
    "unknown group": ("group: china-hk-mo -> group: china-hkmo",),
    "no group at all": ("group: china-hk-mo -> group: asia",),
    "own group that is built in": (
        "claims:\n -> groups:\n- {id: eu, countries: [DE], source: x}\nclaims:\n",
    ),
    "own group twice": (
        "claims:\n -> groups:\n- {id: ours, countries: [DE], source: x}\n- {id: ours, countries: [FR, FR], source: x}\nclaims:\n",
    ),
    "own group without countries": (
        "claims:\n -> groups:\n- {id: ours, countries: [], source: x}\nclaims:\n",
    ),
    "own group of no country": (
        "claims:\n -> groups:\n- {id: ours, countries: [EU, de], source: x}\nclaims:\n",
    ),
    "nearly an own group": (
        "claims:\n -> groups:\n- {id: ours, countries: [DE], source: x}\nclaims:\n",
        "group: china-hk-mo -> group: our",
    ),
    "countries of silence": ("kind: silence -> kind: silence\n  countries: [CN]",),
    "permitted to a location": ("group: china-hk-mo -> group: china-hk-mo\n  permitted: {services: [ntp]}",),
    "country twice": ("group: china-hk-mo -> countries: [CN, US, CN]",),
    "same capture twice": ("us/base.pcapng -> us/v1.pcapng",),
    "digest of another kind": ("drops: 0 -> sha256: d41d8cd98f00b204e9800998ecf8427e",),
    "absolute path": ("path: us/v1.pcapng -> path: /captures/us/v1.pcapng",),
    "path out of the folder": ("path: us/v1.pcapng -> path: ../us/v1.pcapng",),
    "path with backslash": ("path: us/v1.pcapng -> path: us\\v1.pcapng",),
    "path with needless parts": ("path: us/v1.pcapng -> path: ./us//v1.pcapng",),
    "path with escape": ('path: us/v1.pcapng -> path: "us/\\e[31mv1.pcapng"',),
    "negative drops": ("drops: 0 -> drops: -1",),
    "time without zone": ("from: 2026-11-02T10:00:00Z -> from: 2026-11-02T10:00:00",),
    "no time": ("from: 2026-11-02T10:00:00Z -> from: yesterday at ten",),
    "time that does not exist": ("from: 2026-11-02T10:00:00Z -> from: 2026-02-30T10:00:00Z",),
    "capture that ends before it begins": ("to: 2026-11-02T11:30:00+01:00 -> to: 2026-11-02T10:30:00+01:00",),
    "step that takes no time": ("to: 2026-11-02T10:03:00Z -> to: 2026-11-02T10:01:00Z",),
    "steps that overlap": ("from: 2026-11-02T10:03:00Z -> from: 2026-11-02T10:02:59.5Z",),
    "step that shows nothing": ('    evidence: [{stated: "video 3, 00:41"}]\n -> ',),
    "kind of step in words": ("kind: idle -> kind: Idle after flight",),
    "two signs in one": (
        "[{contacted: login.skylark.example}, -> [{contacted: login.skylark.example, stated: photo 1},",
    ),
    "no sign": ("[{contacted: login.skylark.example}, -> [{},",),
    "URL for a host": ("contacted: login.skylark.example -> contacted: 'https://login.skylark.example/'",),
    "wildcard host": ("contacted: login.skylark.example -> contacted: '*.skylark.example'",),
    "address for a host": ("contacted: login.skylark.example -> contacted: 192.0.2.1",),
    "host with port": ("contacted: login.skylark.example -> contacted: 'login.skylark.example:443'",),
    "no octets": ("octets: 400 -> octets: 0",),
    "region of another place": ("egress_region: US -> egress_region: DE",),
    "region by name": ("region: DE -> region: Germany",),
    "region in lower case": ("region: DE -> region: de",),
    "region that is none": ("region: DE -> region: EU",),
    "latitude out of range": ("[39.04, -77.49] -> [139.04, -77.49]",),
    "longitude out of range": ("[39.04, -77.49] -> [39.04, -277.49]",),
    "one coordinate": ("[39.04, -77.49] -> [39.04]",),
    "landmark out of range": (_MARK.format("{address: 192.0.2.7, coordinates: [99.5, 8.7], error_km: 5}"),),
    "landmark without a place": (_MARK.format("{address: 192.0.2.7, error_km: 5}"),),
    "landmark that is certain to the metre": (
        _MARK.format("{address: 192.0.2.7, coordinates: [50, 8], error_km: 0}"),
    ),
    "prefix as landmark": (_MARK.format("{address: 192.0.2.0/24, coordinates: [50, 8], error_km: 5}"),),
    "landmark twice": (
        _MARK.format(
            "{address: '2001:db8::7', coordinates: [50, 8], error_km: 5}, "
            "{address: '2001:DB8::7', coordinates: [5, 8], error_km: 5}"
        ),
    ),
    "no error radius": ("error_km: 25 -> error_km: 0",),
    "other IP version": ("ip_versions: [4]\n -> ip_versions: [5]\n",),
    "no IP version": ("ip_versions: [4]\n -> ip_versions: []\n",),
    "IP version twice": ("ip_versions: [4]\n -> ip_versions: [4, 4]\n",),
    "group MAC": ("02:00:00:00:08:77 -> 01:00:5e:00:00:01",),
    "no MAC": ("02:00:00:00:08:77 -> 02:00:00:00:08",),
    "MAC for an address": ("addresses: [192.168.8.20, -> addresses: [02:00:00:00:08:20,",),
    "no address": ("addresses: [192.168.8.20, -> addresses: [192.168.8.300,",),
    "host bits": ("addresses: [192.168.8.20, -> addresses: [192.168.8.20/24,",),
    "prefix too wide": ("addresses: [192.168.8.20, -> addresses: [0.0.0.0/0,",),
    "multicast": ("addresses: [192.168.8.20, -> addresses: [224.0.0.251,",),
    "device without sender": (', macs: ["02:00:00:00:08:21"] -> ',),
    "tool without sender": ("addresses: [192.168.8.1], ports: [123] -> ports: [123]",),
    "tool with a device's address": (
        "addresses: [192.168.8.1], ports: [123] -> addresses: [192.168.8.20], ports: [123]",
    ),
    "prefix around a device": (
        "addresses: [192.168.8.1], ports: [123] -> addresses: [192.168.8.0/24], ports: [123]",
    ),
    "baseline of itself": ("baseline: us-base -> baseline: us-v1",),
    "empty path": ("path: us/v1.pcapng -> path: ''",),
    "IPv4 inside IPv6": ("2001:db8:8::20] -> '::ffff:192.0.2.1']",),
    "MAC of two": ("02:00:00:00:08:77 -> 02:00:00:00:08:21",),
    "port out of range": ("ports: [123] -> ports: [123000]",),
    "prefix as resolver": ("resolvers: [192.168.8.1] -> resolvers: [192.168.8.0/24]",),
    "floor above one": ("group: china-hk-mo -> group: china-hk-mo\n  floor: 99",),
    "empty scope": ("settings: [default] -> settings: []",),
    "unknown attribution": ("group: china-hk-mo -> group: china-hk-mo\n  attribution: certain",),
    "no expiry": ("expires: 2027-03-01 -> expires: never",),
    "expiry that does not exist": ("expires: 2027-03-01 -> expires: 2027-13-01",),
    "expected twice": (
        "findings: [no-data-to-cn/log.skylark.example]} -> findings: [no-data-to-cn/log.skylark.example]}\n- {claim: no-data-to-cn, as_tested: PASS, as_asserted: PASS}",
    ),
    "FAIL without findings": (", findings: [no-data-to-cn/log.skylark.example] -> ",),
    "finding of another claim": ("findings: [no-data-to-cn/log -> findings: [quiet/log",),
    "missing times": ("    from: 2026-11-02T10:03:00Z\n -> ",),
    "sent without octets": (", octets: 400 -> ",),
    "no subject": ("subject:\n  vendor -> believes:\n  vendor",),
}

BROKEN: dict[str, str | bytes] = BROKEN_TEXTS | {name: changed(*edits) for name, edits in EDITS.items()}
