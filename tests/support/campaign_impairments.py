"""Ways in which a campaign goes wrong, each as a change of a ``World``: what is recorded, and now and then the truth.

Each function returns False where it does not apply. None makes the scenario say what is false in a way that no
capture could show (a wrong statement of the tester, two locators that are wrong alike, anycast that no list
knows): those are the limits that every verdict states.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.support import impaired, impaired_captures, impaired_places, impaired_runs, impaired_senders
from tests.support.campaign_world import World

Impairment = Callable[[World, Random], bool]

IMPAIRMENTS: tuple[Impairment, ...] = (
    impaired_captures.loss_counted,
    impaired_captures.loss_unknown,
    impaired_captures.loss_of_beginnings,
    impaired_captures.filter_stated,
    impaired_captures.filter_in_file,
    impaired_captures.filter_unknown,
    impaired_captures.late_start,
    impaired_captures.early_end,
    impaired_captures.truncated,
    impaired_captures.unread_frames,
    impaired_captures.broken_capture,
    impaired_captures.wrong_clock,
    impaired_captures.dead_tap,
    impaired_captures.wan_tap,
    impaired_captures.also_wan_tap,
    impaired_runs.unobserved_egress,
    impaired_runs.egress_not_captured,
    impaired_runs.sim_tapped_in_tests_only,
    impaired_runs.sim_tap_deaf_in_baseline,
    impaired_runs.silent_device,
    impaired_runs.mistyped_address,
    impaired_runs.mistyped_mac,
    impaired_runs.interference,
    impaired_runs.baseline_in_another_place,
    impaired_runs.baseline_cut_short,
    impaired_runs.no_baseline,
    impaired.os_to_cn,
    impaired_senders.os_to_cn_and_flawed_baseline,
    impaired_senders.shared_address,
    impaired_senders.unlisted_neighbour,
    impaired_senders.handed_over,
    impaired_senders.moved_to_listed_address,
    impaired_senders.tool_does_more,
    impaired_places.locator_wrong,
    impaired_places.locator_missing,
    impaired_places.locators_missing,
    impaired_places.one_locator_and_wrong,
    impaired_places.anycast,
    impaired_places.unrouted,
    impaired_places.cn_operator_abroad,
    impaired_places.carrier_address,
    impaired_places.nat64,
    impaired_places.tunnel,
    impaired_places.stale_data,
    impaired_places.below_data,
    impaired_places.resolver_given,
    impaired_places.resolver_chosen,
    impaired_places.resolver_unknown,
)

SHARE_UNIMPAIRED = 0.2


def impair(world: World) -> World:
    """Draw impairments: none in a fifth of campaigns, else mostly one or two, each at most once."""
    rng = Random(f"impair {world.seed}")
    if rng.random() < SHARE_UNIMPAIRED:
        return world
    count = rng.choice((1, 1, 1, 2, 2, 3))
    for one in rng.sample(IMPAIRMENTS, count):
        if one(world, rng):
            world.impairments.append(one.__name__)
    return world
