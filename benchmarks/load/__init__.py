"""Load generators, each run in a process of its own: ``python -m benchmarks.load http ...`` prints one JSON object."""
