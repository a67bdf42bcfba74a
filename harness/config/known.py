"""What there is to choose from, in the words of messages: names, and choices of policies."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pydantic import ValidationError

from ordergate.simulators.server.topology import POLICIES as OF_SYSTEMS

from .model import Policies

POLICIES = (*Policies.model_fields, *(policy.name for policy in OF_SYSTEMS))
"""The policies of the connector, and those of the systems."""


def there_are(known: Iterable[str], written: str) -> str:
    """What there is instead of what was written, the likeliest first."""
    names = list(known)
    close = get_close_matches(written, names, n=1)
    return f"{f'do you mean {close[0]}? ' if close else ''}there are: {', '.join(names)}"


def wrong_choice(name: str, text: str) -> str | None:
    """Why a policy of a system, or of the connector, cannot be this; None when it can."""
    for policy in OF_SYSTEMS:
        if policy.name == name:
            choices = ", ".join(policy.choices)
            return None if text in policy.choices else f"it is one of: {choices}"
    try:
        Policies.model_validate({name: text})
    except ValidationError as error:
        return str(error.errors(include_url=False)[0]["msg"]).lower()
    return None
