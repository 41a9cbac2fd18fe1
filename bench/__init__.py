"""Benchmarks: figures beside the raw limit, measured in the same run."""
