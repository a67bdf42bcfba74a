"""A rule of faults in a file."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from ordergate.simulators.faults.on_connector import CONNECTOR
from ordergate.simulators.faults.rule import read_rule

from ..errors import UsageError
from ..world.fault_rules import check_faults
from .kinds import Schema, must_exist, text_of
from .notes import Notes


@dataclass(frozen=True)
class FaultLine:
    """A rule such as ``lost_reply on erp nth=1``; one that can never strike is a mistake of the file."""

    takes: str = "a rule of faults, such as lost_reply on erp nth=1"

    def read(self, node: yaml.Node, notes: Notes) -> str:
        """The rule as it is written."""
        text = text_of(node, self.takes, notes)
        if text is None:
            return ""
        try:
            check_faults([text])
        except UsageError as error:
            notes.wrong(node, str(error))
            return ""
        system = read_rule(text).system
        if system != CONNECTOR:
            must_exist(system, node, notes)
        elif "crash" not in notes.needs:
            notes.wrong(node, "not every connector can be made to crash; add needs: [crash] to the scenario")
        return text

    def schema(self) -> Schema:
        """Text."""
        return {"type": "string", "maxLength": 400}
