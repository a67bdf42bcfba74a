"""Ordergate: a proving ground for order-to-cash integrations.

The five folders of the project are the subpackages of this one; how folder names map to
import names is decided in docs/decisions/0001-import-names.md.
"""
