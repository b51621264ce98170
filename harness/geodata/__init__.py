"""Embedded reference data: Parquet files with JSON side-cars, read by `harness.sources.geodata`."""
