"""Broken connectors: small plausible changes to the reference engine, to see whether the judge notices.

Nothing but this package and its tests knows of them: rules and scenarios that knew what to look for would
prove nothing.
"""
