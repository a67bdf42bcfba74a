"""The reference sync engine: it carries documents between vendors that it knows over HTTP only.

It is handed its ports (HTTP, time, jitter), decides in pure functions, and acts at the edge. It can
be deleted and the rest of the harness still works.
"""
