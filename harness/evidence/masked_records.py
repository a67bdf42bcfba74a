"""Records without personal data and secrets: what every writer starts from."""

from __future__ import annotations

from dataclasses import replace

from ..findings import Finding
from .masking import Masker
from .money import AgreedLine, MoneyStep, OrderMoney, Party
from .records import BeforeAfter, RunRecord, ScenarioRecord, SkippedScenario, StoryStep


def masked_run(run: RunRecord, masker: Masker) -> RunRecord:
    """The run with everything in it that people wrote or systems answered masked."""
    masker.meet(())
    return replace(
        run,
        connector=masker.text(run.connector),
        versions={name: masker.text(version) for name, version in run.versions.items()},
        scenarios=tuple(_scenario(scenario, masker) for scenario in run.scenarios),
        skipped=tuple(_skipped(each, masker) for each in run.skipped),
        unmet=tuple(_skipped(each, masker) for each in run.unmet),
        catalogue=tuple((id, masker.text(title)) for id, title in run.catalogue),
    )


def _skipped(each: SkippedScenario, masker: Masker) -> SkippedScenario:
    return replace(each, title=masker.text(each.title), reason=masker.text(each.reason))


def _scenario(scenario: ScenarioRecord, masker: Masker) -> ScenarioRecord:
    masker.meet(step.who for step in scenario.story)
    return replace(
        scenario,
        title=masker.text(scenario.title),
        rule=masker.text(scenario.rule),
        reason=masker.text(scenario.reason),
        repeat=masker.text(scenario.repeat),
        findings=tuple(_finding(finding, masker) for finding in scenario.findings),
        known=tuple((_finding(finding, masker), masker.text(reason)) for finding, reason in scenario.known),
        story=tuple(
            StoryStep(step.at_us, masker.who(step.who), masker.text(step.text)) for step in scenario.story
        ),
        tables=tuple(_table(table, masker) for table in scenario.tables),
        money=tuple(_money(order, masker) for order in scenario.money),
    )


def _finding(finding: Finding, masker: Masker) -> Finding:
    return replace(
        finding,
        text=masker.text(finding.text),
        documents=tuple(masker.text(document) for document in finding.documents),
        values={masker.text(name): masker.field(name, value) for name, value in finding.values.items()},
        repeat=masker.text(finding.repeat),
    )


def _money(order: OrderMoney, masker: Masker) -> OrderMoney:
    return replace(
        order,
        agreed=tuple(_agreed(line, masker) for line in order.agreed),
        parties=tuple(_party(party, masker) for party in order.parties),
        steps=tuple(_step(step, masker) for step in order.steps),
        related=tuple(replace(each, text=masker.text(each.text)) for each in order.related),
        facts=tuple(replace(fact, text=masker.text(fact.text)) for fact in order.facts),
    )


def _agreed(line: AgreedLine, masker: Masker) -> AgreedLine:
    return replace(line, what=masker.text(line.what), explained=masker.text(line.explained))


def _party(party: Party, masker: Masker) -> Party:
    name, street = masker.field("company", party.name), masker.field("street", party.street)
    return replace(party, accounts=masker.text(party.accounts), name=name, street=street)


def _step(step: MoneyStep, masker: Masker) -> MoneyStep:
    return replace(step, text=masker.text(step.text))


def _table(table: BeforeAfter, masker: Masker) -> BeforeAfter:
    def rows(held: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(masker.field(name, cell) for name, cell in zip(table.columns, row, strict=False))
            for row in held
        )

    return replace(table, before=rows(table.before), after=rows(table.after))
