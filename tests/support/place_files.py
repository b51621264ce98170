"""Files of place data in the layouts that vendors publish, made up, with documentation addresses."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Final

MMDB: Final = (
    hashlib.shake_128(b"tree").digest(4_000)
    + b"\xab\xcd\xefMaxMind.com"
    + b"\xe1Mbinary_format_major_version"
)
"""The marks of a MaxMind DB (file format 2.0) and nothing behind them: for what looks at marks alone."""

DELEGATED: Final = (
    b"2|apnic|20261126|3|19830613|20261125|+1000\n"
    b"apnic|*|ipv4|*|1|summary\n"
    b"apnic|AU|ipv4|192.0.2.0|256|20110811|assigned|A91872ED\n"
)
"""RIR statistics exchange format, extended, as APNIC describes it."""

IPTOASN: Final = (
    b"192.0.2.0\t192.0.2.255\t64496\tDE\tEXAMPLE-AS\n2001:db8::\t2001:db8::ffff\t64497\tUS\tEXAMPLE-TWO\n"
)
AWS: Final = json.dumps(
    {
        "syncToken": "1795651200",
        "createDate": "2026-11-26-00-00-00",
        "prefixes": [
            {
                "ip_prefix": "192.0.2.0/24",
                "region": "ap-east-1",
                "service": "EC2",
                "network_border_group": "ap-east-1",
            }
        ],
        "ipv6_prefixes": [],
    }
).encode()


def tar_gz(members: Mapping[str, bytes]) -> bytes:
    """A tar archive packed by gzip, the same for the same members."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, octets in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(octets)
            archive.addfile(member, io.BytesIO(octets))
    return gzip.compress(packed.getvalue(), mtime=0)
