"""One pass gives what putting discs together again and again gives."""

from __future__ import annotations

import random

from harness.model.cities import CITIES
from harness.model.sites import Site
from harness.stages.reach import Disc, common
from harness.stages.reach_without_one import common_without_one
from tests.support.geo_rows import cells


def test_it_is_the_union_over_every_network_left_out() -> None:
    chance = random.Random(20261126)
    for _ in range(12):
        names = chance.sample(sorted(CITIES), chance.randint(1, 5))
        middle = CITIES[chance.choice(names)]
        discs = [
            (
                chance.choice("ABC"),
                Disc(Site(middle.latitude, middle.longitude, 25.0), chance.uniform(10, 4_000)),
            ),
            *((chance.choice("ABC"), Disc(CITIES[name], chance.uniform(10, 15_000))) for name in names),
        ]
        networks = {network for network, _ in discs}
        by_all = common(cells(), [disc for _, disc in discs])
        without_one = {
            code
            for network in networks
            for code in common(cells(), [disc for other, disc in discs if other != network])
        }
        assert common_without_one(cells(), discs) == (frozenset(by_all), frozenset(without_one))


def test_no_disc_leaves_everything() -> None:
    everything = frozenset(cells().codes)
    assert common_without_one(cells(), []) == (everything, everything)
