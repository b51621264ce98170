"""Countries of cloud regions: those that are mistaken easily."""

from __future__ import annotations

from harness.model.country_names import is_country
from harness.sources.geo_import.cloud_regions import COUNTRY_OF_REGION, country_of_region


def test_regions_are_mapped_to_countries() -> None:
    assert country_of_region("azure", "eastasia") == "HK"
    assert country_of_region("gcp", "asia-east2") == "HK"
    assert country_of_region("digitalocean", "SG-05") == "SG"
    assert country_of_region("aws", "no-such-region") is None
    assert country_of_region("cloudflare", None) is None
    assert country_of_region("aws", "us-east-1-bue-1") == "AR"  # a local zone of a region in the US
    assert country_of_region("aws", "us-east-1-wl1") is None
    assert country_of_region("azure", "chinanorth3") == "CN"
    codes = {country for regions in COUNTRY_OF_REGION.values() for country in regions.values()}
    assert all(map(is_country, codes))
