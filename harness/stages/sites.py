"""What a rig states + how soon landmarks answered -> where the vantage point is, as far as that is borne out.

An answer bounds the distance between the place of capture and who answered. Behind a VPN, the stated place is that of its exit, and the place
of capture may be anywhere: only landmarks tell how far off it can be. Elsewhere a landmark that answered sooner than light allows
shows that the stated place is wrong.

Blind spots: a landmark that is not where it is said to be; what answers in its name from nearby.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.model.sites import NoSite, Rig, Site
from harness.stages.reach import between_km, farthest_km, radius_km


def site_of(rig: Rig, answered_ns: Mapping[str, int]) -> Site | NoSite:
    """Say where a vantage point is.

    Args:
        rig: What is stated of it.
        answered_ns: Least usable round trip of each address there.
    """
    if rig.stated is None:
        return NoSite.NOT_STATED
    radii = [
        (mark.site, radius_km(answered_ns[mark.address]))
        for mark in rig.landmarks
        if mark.address in answered_ns
    ]
    if any(between_km(rig.stated, site) > radius for site, radius in radii):
        return NoSite.REFUTED
    if not rig.vpn_exit:
        return rig.stated
    if not radii:
        return NoSite.VPN_EXIT
    off_km = min(farthest_km(rig.stated, site) + radius for site, radius in radii)
    return Site(rig.stated.latitude, rig.stated.longitude, max(off_km, rig.stated.error_km))
