"""Commands: parse, call, print, exit. Nothing here imports numpy, polars, numba or duckdb before a command runs."""
