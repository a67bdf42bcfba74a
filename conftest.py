"""Scenarios and tests of this checkout use the same plugin that users install."""

pytest_plugins = ["ordergate.harness.pytest_plugin"]
