"""What can go wrong in the harness, and how the command line ends when it does.

OrdergateError            exit code 4 (an internal error) unless a subclass says otherwise
├── UsageError            2: a flag, a file or a setting is not usable as given
├── ConnectorTrouble      1: the connector ended, hung or flooded while it was tested
├── ConnectorUnready      3: the connector could not be reached or never became ready
└── NothingSelected       5: no scenario matched what was asked for
"""

from __future__ import annotations

from typing import ClassVar


class OrdergateError(Exception):
    """An error that a user can meet; its text says what was asked, what stood in the way and the way out."""

    exit_code: ClassVar[int] = 4


class UsageError(OrdergateError):
    """A flag, a file or a setting is not usable as given."""

    exit_code = 2


class ConnectorTrouble(OrdergateError):
    """The connector ended, hung or flooded the systems while it was tested."""

    exit_code = 1


class ConnectorUnready(OrdergateError):
    """The connector could not be reached, or never became ready."""

    exit_code = 3


class NothingSelected(OrdergateError):
    """No scenario matched what was asked for."""

    exit_code = 5
