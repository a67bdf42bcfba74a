"""Load on a connector: Locust beside a served world, limits on time, and the judge's verdict after it."""
