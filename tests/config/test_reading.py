"""Settings that cannot work are refused by name, with what stands in the way and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordergate.harness.config.reading import config_without_file, read_config
from ordergate.harness.connectors.checking import check_config
from ordergate.harness.errors import UsageError

COMMAND = '[connector]\nkind = "command"\ncommand = ["ls"]\n'
URL = '[connector]\nkind = "url"\nurl = "http://127.0.0.1:9"\n'
PYTHON = '[connector]\nkind = "python"\nfactory = "{}"\n'
PORT = "[world]\nport = 8400\n"
WRONG = [
    # Keys that there are not.
    ("[conector]", "conector is not a setting; did you mean connector? there are: connector, world"),
    ("port = 1", "port is not a setting; there are: connector, world"),
    (f"{COMMAND}comand = 1", "connector.comand is not a setting; did you mean command?"),
    ("[connector.settle]\npoll_every = 1", "settle.poll_every is not a setting; did you mean poll_every_s?"),
    ("[sla]\nlost = 0", "sla.lost is not a setting; there are: order_in_erp_p95_s"),
    ('file = "x"', "file is not a setting; there are: connector"),
    # Values of another form.
    ("[run", "is not TOML: Expected ']'"),
    ("run = 3", "run is 3: input should be a table"),
    ('[connector]\nkind = "ftp"', "connector.kind is 'ftp': input should be 'reference', 'command'"),
    (
        '[connector]\nkind = "command"\ncommand = "node a.js"',
        'connector.command is \'node a.js\': input should be a list, such as ["a", "b"]',
    ),
    (
        '[connector]\nkind = "command"\ncommand = [""]',
        "connector.command.0 is '': string should have at least 1",
    ),
    ('[connector]\ntopologies = ["moon"]', "connector.topologies.0 is 'moon': input should be 'shop-erp'"),
    ("[connector]\nlinks = 3", "connector.links is 3: input should be a list"),
    ("[connector.environment]\nA = 3", "connector.environment.A is 3: input should be a valid string"),
    ("[connector.start]\nlimit_s = -1", "connector.start.limit_s is -1: input should be greater than 0"),
    ("[connector.start]\nlimit_s = nan", "connector.start.limit_s is nan: input should be"),
    (
        "[connector.settle]\ncycles = 0",
        "connector.settle.cycles is 0: input should be greater than or equal to 1",
    ),
    ("[world]\nport = 99999", "world.port is 99999: input should be less than or equal to 65535"),
    ('[world]\nname = "A b"', "world.name is 'A b': string should match pattern"),
    ('[waits]\noutage = "long"', "waits.outage is 'long': input should be a valid number"),
    (
        '[policies]\ncharges_when_cancelled = "x"',
        "charges_when_cancelled is 'x': input should be 'bill' or 'void'",
    ),
    ("[run]\nparallel = 0", "run.parallel is 0: input should be greater than or equal to 1"),
    ('[run]\ntags = "smoke"', "run.tags is 'smoke': input should be a list"),
    ("[run]\ntime_budget_min = 0", "run.time_budget_min is 0: input should be greater than 0"),
    # What is missing.
    ('[connector]\nkind = "command"', "[connector] kind command needs the setting command"),
    ('[connector]\nkind = "url"', "[connector] kind url needs the setting url"),
    ('[connector]\nkind = "image"', "[connector] kind image needs the setting image"),
    ('[connector]\nkind = "python"', "[connector] kind python needs the setting factory"),
    ('[connector]\ncommand = ["ls"]', '[connector] kind reference takes no command; set kind = "command"'),
    (f"{COMMAND}topologies = []", "[connector] topologies names none; leave it out for all"),
    (f"{COMMAND}links = []", "[connector] links names none; leave it out for all"),
    # What is named and is not there.
    (
        '[connector]\nkind = "command"\ncommand = ["no-such-program"]',
        "connector.command names 'no-such-program', and there is no such program on the PATH; install it",
    ),
    (
        '[connector]\nkind = "command"\ncommand = ["./mine"]',
        "connector.command names './mine', and there is no such",
    ),
    (f'{COMMAND}directory = "nowhere"', "connector.directory is 'nowhere', and there is no folder"),
    ('[world]\ndata = "nowhere"', "world.data is 'nowhere', and there is no such file or folder"),
    (
        f'{COMMAND}[connector.environment]\nA = "{{moon.url}}"',
        "connector.environment.A names {moon.url}, which nothing is known of; there are: connector.port",
    ),
    (
        f'{COMMAND}[connector.start]\nprobe = "{{connector.adress}}"',
        "connector.start.probe names {connector.adress}",
    ),
    (
        f'{COMMAND}links = ["ordres"]',
        "connector.links names ordres, which no topology of this connector has; there",
    ),
    # Addresses that are none.
    (
        f'{COMMAND}[connector.start]\nprobe = "localhost/healthz"',
        "connector.start.probe is 'localhost/healthz'; it takes an address such as http://127.0.0.1:9000",
    ),
    (
        f'{COMMAND}[connector.settle]\nprobe = "http://127.0.0.1:99999/"',
        "connector.settle.probe is 'http://127",
    ),
    (
        '[connector]\nkind = "url"\nurl = "localhost:9"\n' + PORT,
        "connector.url is 'localhost:9'; it takes an address",
    ),
    (
        f'{URL}reset = "ftp://127.0.0.1/"\n{PORT}',
        "connector.reset is 'ftp://127.0.0.1/'; it takes an address",
    ),
    (URL, "so they have to stay the same: set world.port, for example to 8400"),
    # Factories that cannot be called.
    (PYTHON.format("json"), "connector.factory is 'json'; it takes package.module:function"),
    (
        PYTHON.format("no_such_module:make"),
        "connector.factory no_such_module:make cannot be found: No module",
    ),
    (
        PYTHON.format("json:make"),
        "connector.factory json:make cannot be found: module 'json' has no attribute",
    ),
    (PYTHON.format("json:__doc__"), "connector.factory json:__doc__ is a str, and cannot be called"),
    (PYTHON.format("broken:make"), "connector.factory broken:make cannot be imported: ZeroDivisionError"),
    (
        f'{PYTHON.format("json:loads")}links = ["orders", "cancellations"]',
        "of kind python covers all data flows",
    ),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "broken.py").write_text("1 / 0\n")
    return tmp_path / "ordergate.toml"


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_wrong_setting_is_named_with_the_way_out(file: Path, text: str, words: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as refused:
        check_config(read_config(file, {}))
    assert words in str(refused.value)
    assert refused.value.exit_code == 2


def test_every_wrong_setting_of_a_file_is_named_at_once(file: Path) -> None:
    file.write_text("[run]\nseed = -1\nrepeat = 0\n[wolrd]\n", "utf-8")
    with pytest.raises(UsageError) as refused:
        read_config(file, {})
    first, *lines = str(refused.value).splitlines()
    assert first == f"{file} cannot be used as it is:"
    assert lines[:2] == [
        "  run.seed is -1: input should be greater than or equal to 0",
        "  run.repeat is 0: input should be greater than or equal to 1",
    ]
    assert lines[2].startswith("  wolrd is not a setting; did you mean world? there are: connector, world, ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no file {}; `ordergate init` writes one to fill in"),
        (b"\xff\xfe", "{} cannot be read: "),
        (b"a = 1\na = 2", "{} is not TOML: Cannot overwrite a value"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_usage_error(file: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        read_config(file, {})
    assert words.format(file) in str(refused.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: is a directory"):
        read_config(tmp_path, {})


def test_a_flag_counts_before_the_environment_and_that_before_the_file(file: Path) -> None:
    file.write_text('[run]\nseed = 1\nrepeat = 2\nparallel = 3\ntags = ["a"]\n', "utf-8")
    environment = {"ORDERGATE_RUN__SEED": "10", "ORDERGATE_RUN__REPEAT": "20", "ORDERGATE_RUN__TAGS": '["b"]'}
    run = read_config(file, environment, {"run.seed": 100, "run.repeat": None, "run.tags": None}).run
    assert (run.seed, run.repeat, run.parallel, run.tags) == (100, 20, 3, ("b",))


def test_the_environment_reaches_every_kind_of_setting(file: Path) -> None:
    file.write_text(COMMAND, "utf-8")
    config = read_config(file, {
        "ORDERGATE_CONNECTOR__COMMAND": '["node", "a.js"]', "ORDERGATE_CONNECTOR__NAME": "2024",
        "ORDERGATE_CONNECTOR__SETTLE__POLL_EVERY_S": "0.5",
        "ORDERGATE_CONNECTOR__ENVIRONMENT__Api_Key": "0123",
        "ORDERGATE_CONNECTOR__ENVIRONMENT__PIN": "4711", "ORDERGATE_RUN__STRICT": "true",
        "ORDERGATE_WAITS__OUTAGE": "3", "ORDERGATE_UAT__PROJECT": "true",
        "ORDERGATE_WORLD": "of another command",
        "ORDERGATE_PORT": "8400",
    })  # fmt: skip
    assert config.connector.command == ("node", "a.js")
    assert config.connector.environment == {"Api_Key": "0123", "PIN": "4711"}
    assert (config.name, config.connector.settle.poll_every_s) == ("2024", 0.5)
    assert (config.run.strict, config.waits, config.uat.project) == (True, {"outage": 3.0}, "true")


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("ORDERGATE_RUN__SEED", "many", "run.seed is 'many': input should be a valid integer"),
        ("ORDERGATE_RUN__SEDE", "7", "run.sede is not a setting; did you mean seed?"),
        ("ORDERGATE_CONNECTOR__NAME__X", "7", "sets a key of name, which is no table but 'acme'"),
    ],
)
def test_a_wrong_variable_of_the_environment_is_named(
    file: Path, variable: str, text: str, words: str
) -> None:
    file.write_text('[connector]\nname = "acme"\n', "utf-8")
    with pytest.raises(UsageError) as refused:
        read_config(file, {variable: text})
    assert words in str(refused.value)
    assert variable in str(refused.value)


def test_a_wrong_flag_is_refused_without_a_file_too() -> None:
    with pytest.raises(UsageError, match=r"run\.seed is -1: .* or equal to 0 \(given as a flag\)"):
        config_without_file({"run.seed": -1})
    assert config_without_file({"run.seed": 7, "run.repeat": None}).run.seed == 7


def test_relative_paths_and_the_name_come_from_the_folder_of_the_file(file: Path) -> None:
    file.write_text('[connector]\nkind = "command"\ncommand = ["ls"]\n', "utf-8")
    config = read_config(file, {})
    assert (config.folder, config.name) == (file.parent, file.parent.name)
    assert config_without_file().name == "reference engine"
