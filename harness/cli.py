"""The command ``ordergate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_contracts import app as contracts
from .cli_options import (
    SERVER_URL,
    AccountsFile,
    AnotherEngine,
    Calm,
    Chosen,
    Connector,
    Driver,
    Faults,
    InSession,
    Profile,
    Seed,
    SettleLimit,
    Token,
    Url,
    end,
)
from .cli_proof import app as proof

app = typer.Typer(
    name="ordergate", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="A proving ground for order-to-cash integrations.",
)  # fmt: skip


@app.command()
def run(
    *,
    scenarios: Annotated[list[str] | None, typer.Argument(help="Ids such as S07; all by default.")] = None,
    connector: Connector = None,
    topology: Annotated[list[str] | None, typer.Option(help="Only in this topology; repeatable.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only with this tag; repeatable.")] = None,
    seed: Annotated[int | None, typer.Option(help="Decides everything that is drawn; 1 by default.")] = None,
    repeat: Annotated[int | None, typer.Option(min=1, help="Run each so often, with further seeds.")] = None,
    parallel: Annotated[int | None, typer.Option(min=1, help="How many worlds at once.")] = None,
    shard: Annotated[str | None, typer.Option(help="One of several equal parts, as 2/4.")] = None,
    time_budget: Annotated[
        float | None, typer.Option(help="Begin no scenario after so many minutes.")
    ] = None,
    baseline: Annotated[Path | None, typer.Option(help="TOML file of known findings.")] = None,
    strict: Annotated[bool | None, typer.Option("--strict", help="Count not proven as failed.")] = None,
    over: Annotated[str, typer.Option(help="process (virtual time) or http (served).")] = "process",
    scenarios_in: Annotated[
        list[Path] | None, typer.Option(help="Folder or file with scenarios of your own; repeatable.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Directory for the evidence.")] = None,
    allure: Annotated[Path | None, typer.Option(help="Directory for Allure results.")] = None,
    ctrf: Annotated[Path | None, typer.Option(help="Write a CTRF report to this file.")] = None,
    har: Annotated[bool, typer.Option("--har", help="Write all traffic as traffic.har.")] = False,
    lean: Annotated[
        bool, typer.Option("--lean", help="Keep journals only of what did not pass; for many seeds.")
    ] = False,
    requirements: Annotated[Path | None, typer.Option(help="CSV of requirements, for uat.html.")] = None,
    tester: Annotated[str | None, typer.Option(help="Who tests, for uat.html.")] = None,
    approver: Annotated[str | None, typer.Option(help="Who is to sign uat.html.")] = None,
    session: InSession = None,
    profile: Profile = None,
    fault: Faults = None,
    engine: AnotherEngine = None,
) -> None:
    """Run scenarios against the connector and say whether every rule held."""
    from .commands.run import RunOptions
    from .commands.run import run as run_scenarios

    options = RunOptions(
        scenarios=scenarios or (), topologies=topology or (), connector=connector,
        folders=scenarios_in or (), seed=seed, over=over, out=out, strict=strict, tags=tag,
        repeat=repeat, shard=shard, time_budget_min=time_budget, parallel=parallel,
        baseline=baseline, allure=allure, ctrf=ctrf, har=har, lean=lean, requirements=requirements,
        tester=tester, approver=approver, session=session, profile=profile, faults=fault,
        engine=engine,
    )  # fmt: skip
    end(lambda: run_scenarios(options))


@app.command("list")
def list_(
    *,
    what: Annotated[
        str,
        typer.Argument(
            help="scenarios, rules (invariants), systems, policies, faults, profiles, ownership, verbs, apis"
        ),
    ] = "scenarios",
    connector: Connector = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only with this tag; repeatable.")] = None,
    shard: Annotated[str | None, typer.Option(help="One of several equal parts, as 2/4.")] = None,
    scenarios_in: Annotated[list[Path] | None, typer.Option(help="Folder of your own scenarios.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Of verbs: the JSON Schema for editors.")] = False,
) -> None:
    """Say which scenarios run with a connector, which not and why, and about how long they take.

    The other lists say which rules, systems and policies there are, which system owns which field of
    master data, what scenarios in YAML can say, and which APIs installed packages bring.
    """
    from .commands.list_apis import list_apis
    from .commands.list_facts import FACTS, OTHER_NAMES, list_facts
    from .commands.list_scenarios import list_scenarios
    from .commands.list_verbs import list_verbs, print_schema
    from .commands.run import RunOptions
    from .errors import UsageError

    options = RunOptions(connector=connector, tags=tag, shard=shard, folders=scenarios_in or ())

    def work() -> int:
        if what == "apis":
            return list_apis(as_json=json)
        if what == "verbs":
            return print_schema() if schema else list_verbs(as_json=json)
        if what in FACTS or what in OTHER_NAMES:
            return list_facts(what, as_json=json)
        if what != "scenarios":
            known = ", ".join(["scenarios", *FACTS, *OTHER_NAMES, "verbs", "apis"])
            raise UsageError(f"there is no list of {what}; there are: {known}")
        return list_scenarios(options, as_json=json)

    end(work)


@app.command()
def init(
    file: Annotated[Path, typer.Argument(help="The file to write.")] = Path("ordergate.toml"),
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Write a commented ordergate.toml to fill in."""
    from .commands.init import init as write

    end(lambda: write(file, force=force))


@app.command()
def doctor(
    file: Annotated[Path, typer.Argument(help="The settings to check.")] = Path("ordergate.toml"),
    *,
    connector: Annotated[Path | None, typer.Option(help="The same, as other commands take it.")] = None,
    start: Annotated[bool, typer.Option(help="Start the connector once in every topology.")] = True,
) -> None:
    """Check the settings, say what is missing, and start the connector once."""
    from .commands.doctor import doctor as examine

    end(lambda: examine(connector or file, start=start))


@app.command()
def trade(
    *,
    file: Annotated[Path, typer.Argument(help="Real orders: .csv, plain or .gz or .xz.")],
    since: Annotated[str | None, typer.Option("--from", help="First day, as 2010-12-01.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day, as 2010-12-31.")] = None,
    seed: Seed = 1,
    tax_rate: Annotated[str, typer.Option(help="Tax rate at home; elsewhere it is 0.")] = "0.20",
    columns: Annotated[Path | None, typer.Option(help="TOML file that names other columns.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    out: Annotated[Path | None, typer.Option(help="Directory for journal and findings.")] = None,
    profile: Annotated[
        str, typer.Option(help="How roughly the systems behave: light, rough, hostile.")
    ] = "calm",
) -> None:
    """Carry a file of real orders through all systems and account for every penny."""
    from .commands.trade import TradeOptions, trade_file

    options = TradeOptions(file, since, until, seed, tax_rate, columns, json, out, profile)
    end(lambda: trade_file(options))


@app.command("sample-trade")
def sample_trade(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("sample-trade.csv"),
    seed: Seed = 1,
) -> None:
    """Write a small dirty file of orders with every class of row and known totals."""
    from .commands.trade import write_sample_file

    end(lambda: write_sample_file(path, seed))


@app.command()
def up(
    *,
    port: Annotated[int, typer.Option(envvar="ORDERGATE_PORT", help="0 is any free port.")] = 8400,
    data: Annotated[
        Path | None, typer.Option(envvar="ORDERGATE_DATA", help="Folder that worlds are kept in.")
    ] = None,
    topology: Annotated[
        str | None, typer.Option(envvar="ORDERGATE_TOPOLOGY", help="Systems of the first world: full.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(envvar="ORDERGATE_SEED", help="Drawn when it is not given.")
    ] = None,
    name: Annotated[str, typer.Option(envvar="ORDERGATE_WORLD", help="Name of the first world.")] = "main",
    scale: Annotated[
        int | None, typer.Option(envvar="ORDERGATE_SCALE", help="Its seconds for one on the wall: 1.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(envvar="ORDERGATE_START", help="When its time begins: now.")
    ] = None,
    sites: Annotated[
        str | None, typer.Option(envvar="ORDERGATE_SITES", help="Its warehouses, such as MAIN,NORTH.")
    ] = None,
    policy: Chosen = None,
    host: Annotated[str, typer.Option(envvar="ORDERGATE_HOST", help="Address to serve on.")] = "127.0.0.1",
    control_from: Annotated[
        list[str] | None,
        typer.Option(envvar="ORDERGATE_CONTROL_FROM", help="Network that may control too; repeatable."),
    ] = None,
    public_url: Annotated[
        str | None, typer.Option(envvar="ORDERGATE_PUBLIC_URL", help="Base URL that others are told.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print addresses as one JSON object.")] = False,
    token: Annotated[
        str | None, typer.Option(envvar="ORDERGATE_CONTROL_TOKEN", help="Drawn when it is not given.")
    ] = None,
) -> None:
    """Serve worlds until Ctrl-C, on this machine unless told otherwise."""
    from .commands.up import up as serve

    def work() -> int:
        serve(
            port=port, topology=topology, seed=seed, name=name, as_json=json, token=token, data=data,
            host=host, control_from=control_from or (), public_url=public_url, scale=scale, start=start,
            sites=sites, policies=policy or (),
        )  # fmt: skip
        return 0

    end(work)


@app.command("load-world")
def load_world(
    *,
    path: Annotated[Path, typer.Argument(help="Folder with items.csv and its like, or a world.yaml.")],
    world: Annotated[str, typer.Option(help="Name of the world.")] = "main",
    url: Url = SERVER_URL,
    token: Token = None,
) -> None:
    """Put items, customers, prices and stock from your files into a served world."""
    from .commands.load_world import load_world as load

    end(lambda: load(path, url=url, token=token, world=world))


@app.command()
def connect(
    file: Annotated[Path, typer.Argument(help="ordergate.toml of the connector.")] = Path("ordergate.toml"),
    *,
    world: Annotated[str, typer.Option(help="Name of the world.")] = "main",
    url: Url = SERVER_URL,
    token: Token = None,
) -> None:
    """Start your connector for a served world, and keep it at work until Ctrl-C.

    Its webhooks end with it. Exit codes: 130 after Ctrl-C or SIGTERM, 0 when the server or the world has
    ended, 1 when the connector ended by itself, 3 when it never became ready.
    """
    from .commands.connect import connect as work

    end(lambda: work(file, url=url, token=token, world=world))


@app.command()
def judge(
    *,
    world: Annotated[str, typer.Option(help="Name of the world.")] = "main",
    url: Url = SERVER_URL,
    token: Token = None,
    wait: Annotated[float, typer.Option(help="Seconds to let pass before looking.")] = 0.0,
    calm: Calm = 2.0,
    settle_limit: SettleLimit = 60.0,
    accounts: AccountsFile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    out: Annotated[Path | None, typer.Option(help="Directory for report, findings and journal.")] = None,
    strict: Annotated[bool, typer.Option(help="Count not proven as failed.")] = False,
    connector: Driver = None,
) -> None:
    """Judge a served world, whatever drove it, and say whether every rule held."""
    from .commands.judge import JudgeOptions
    from .commands.judge import judge as judge_world

    options = JudgeOptions(
        world=world, url=url, token=token, wait_s=wait, calm_s=calm, settle_limit_s=settle_limit,
        accounts=accounts, json=json, out=out, strict=strict, connector=connector,
    )  # fmt: skip
    end(lambda: judge_world(options))


@app.command()
def reconcile(
    *,
    world: Annotated[str, typer.Option(help="Name of the world.")] = "main",
    csv: Annotated[Path | None, typer.Option(help="File for a spreadsheet.")] = None,
    url: Url = SERVER_URL,
    token: Token = None,
    calm: Calm = 2.0,
    settle_limit: SettleLimit = 60.0,
    accounts: AccountsFile = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    connector: Driver = None,
) -> None:
    """List where the systems of a served world disagree, since when, and worth how much."""
    from .commands.judge import JudgeOptions
    from .commands.reconcile import reconcile as reconcile_world

    options = JudgeOptions(
        world=world, url=url, token=token, calm_s=calm, settle_limit_s=settle_limit,
        accounts=accounts, json=json, connector=connector,
    )  # fmt: skip
    end(lambda: reconcile_world(options, csv))


@app.command()
def bench(
    *,
    file: Annotated[
        Path | None, typer.Argument(help="A file of orders; the data folder's by default.")
    ] = None,
    since: Annotated[str | None, typer.Option("--from", help="First day.")] = "2010-12-01",
    until: Annotated[str | None, typer.Option("--to", help="Last day.")] = "2010-12-31",
    seed: Seed = 1,
    connector: Annotated[
        Path | None, typer.Option(help="Measure the gate with this connector instead.")
    ] = None,
    parallel: Annotated[int, typer.Option(min=1, help="How many worlds at once.")] = 2,
    year: Annotated[bool, typer.Option("--year", help="All days of the file.")] = False,
    page: Annotated[Path | None, typer.Option(help="Write the figures into this page.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write what the trade came to, as JSON.")] = None,
) -> None:
    """Measure speed and memory, and say where the time goes."""
    from .commands.bench import BenchOptions
    from .commands.bench import bench as measure

    asked = BenchOptions(file, since, until, seed, connector, parallel, year, page, report)
    end(lambda: measure(asked))


@app.command()
def load(
    *,
    profile: Annotated[str, typer.Argument(help="Load profile, such as burst.")],
    connector: Connector = None,
    topology: Annotated[str | None, typer.Option(help="full by default, if the connector can.")] = None,
    seed: Annotated[int | None, typer.Option(help="Decides everything that is drawn; 1 by default.")] = None,
    duration: Annotated[float | None, typer.Option(min=4, help="Seconds; all parts in proportion.")] = None,
    users: Annotated[int | None, typer.Option(min=1, help="How many buyers at the same time.")] = None,
    rate: Annotated[float | None, typer.Option(help="Orders a second, all buyers together.")] = None,
    out: Annotated[Path | None, typer.Option(help="Directory for the evidence.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count not proven as failed.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Put load on the connector: limits on time, then the judge's verdict (99: only a limit was breached)."""
    from .commands.load import LoadOptions
    from .commands.load import load as put_load

    options = LoadOptions(
        profile=profile, connector=connector, topology=topology, seed=seed, duration_s=duration,
        users=users, rate=rate, out=out, strict=strict, as_json=json,
    )  # fmt: skip
    end(lambda: put_load(options))


app.registered_commands += proof.registered_commands
app.add_typer(contracts, name="contracts")


def main() -> None:
    """Run the command line."""
    from .commands.output import make_output_last

    make_output_last()
    app(prog_name="ordergate")
