"""Adapters that read the world: capture files, reference data. The only stage of the run with I/O."""
