"""What the error that ended the body of a scenario means for its verdict."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from ..errors import ConnectorTrouble, OrdergateError
from ..findings import Finding
from ..stories.story import StoryStopped
from ..world.world import NeverSettled
from .trial import Ending, Trial, expectation, never_settled, stumble


def conclude(ending: Ending, error: BaseException, trial: Trial, file: Path) -> None:
    """Note in the ending what happened; the standing rules are judged as far as that still can be."""
    match error:
        case AssertionError():
            ending.failure = expectation(error, file)
            ending.findings = trial.findings()
        case ConnectorTrouble():
            ending.trouble = str(error)
        case NeverSettled():
            ending.findings = [never_settled(error, trial.repeat)]
        case StoryStopped():
            ending.failure = "; and ".join(str(error).splitlines())
            ending.findings = _judged(trial)
        case OrdergateError():
            # What a person could not do is often what the connector has not done before: the rules know.
            ending.failure = stumble(error, file)
            ending.findings = _judged(trial)
        case pytest.fail.Exception():
            if not ending.findings:  # The scenario's own word, such as pytest.raises without a raise.
                ending.failure = expectation(error, file)
                ending.findings = trial.findings()
        case pytest.skip.Exception():
            ending.left = f"skipped by the scenario itself: {error}"
        case Exception():
            ending.failure = stumble(error, file)
        case _:  # Ctrl-C, or whatever else ends all of it.
            ending.interrupted = True


def _judged(trial: Trial) -> list[Finding]:
    with suppress(OrdergateError):
        return trial.findings()
    return []
