"""AS numbers registered in one country and run by a group that is controlled from another.

The routing registries say where an AS is registered, not who controls it: Huawei Cloud
International is registered in Hong Kong, one network of Alibaba Cloud in Singapore. Data that say CN of most ranges of
an AS may say another country of some (AS45102: SG and GB of a twentieth), so such are listed too. Only used to refuse
to *clear* an address of the controlling country, never to say that it is there, so an
inferred entry can make an answer more careful and never less.

Sources: registered names in the AS data; group membership from the lists of networks
by group in missuo/ASN-China (MIT) and the groups' own pages, 2026-11.

Blind spots: groups that are not listed; AS numbers taken into use later; tenants of a
cloud who are controlled from elsewhere.
"""

from __future__ import annotations

CONTROLLED_FROM: dict[str, tuple[tuple[int, str], ...]] = {
    "CN": (
        (45102, "Alibaba Group"),
        (134963, "Alibaba Group"),
        (132203, "Tencent"),
        (132591, "Tencent"),
        (137876, "Tencent"),
        (139341, "Tencent (ACEVILLE)"),
        (136907, "Huawei"),
        (206204, "Huawei"),
        (131444, "Huawei"),
        (141180, "Huawei"),
        (151610, "Huawei"),
        (265443, "Huawei"),
        (200756, "Huawei"),
        (38627, "Baidu"),
        (137280, "Kingsoft Cloud"),
        (135377, "UCloud"),
        (139327, "UCloud"),
        (138699, "ByteDance"),
        (396986, "ByteDance"),
        (150436, "ByteDance"),
        (36408, "Wangsu (CDNetworks, Quantil)"),
        (38107, "Wangsu (CDNetworks, Quantil)"),
        (152231, "Wangsu (CDNetworks, Quantil)"),
        (152644, "Qiniu"),
        (139057, "EdgeNext"),
        (149981, "EdgeNext"),
        (63199, "Capital Online"),
        (150293, "Capital Online"),
        (138915, "Kaopu Cloud"),
        (131659, "NetEase"),
        (137263, "NetEase"),
        (63855, "Xiaomi"),
        (63915, "Xiaomi"),
        (140899, "Agora"),
        (153193, "Sinnet"),
        (23764, "China Telecom"),
        (10099, "China Unicom"),
        (58453, "China Mobile"),
        (9231, "China Mobile"),
    ),
    "US": ((8987, "Amazon"), (20940, "Akamai"), (21342, "Akamai")),
}
"""Controlling country to AS numbers that are registered elsewhere, and the group's name."""

_BY_NUMBER = {
    number: (country, group) for country, entries in CONTROLLED_FROM.items() for number, group in entries
}


def controlled_from(asn: int | None) -> tuple[str, str] | None:
    """Country that controls an AS from outside its registration, and the group; None where none is known.

    >>> controlled_from(136907)
    ('CN', 'Huawei')
    """
    return None if asn is None else _BY_NUMBER.get(asn)
