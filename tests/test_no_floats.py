"""No floats near money or quantity: what is counted or paid is never a binary fraction.

Where wall time, chance, load or a path needs what looks like one, ``ALLOWED`` names it with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("simulators", "contracts", "harness/judge", "harness/sync", "harness/actors", "harness/trade")

_DECIMALS = "both sides are Decimal, and the result is rounded once, by rule"
_FRACTIONS = "both sides are Fraction"
_WALL = "seconds on the wall, for timers and time limits"
_SHARE = "a share that chance decides, not an amount"
_PATH = "a path of the file system"
ALLOWED: dict[str, tuple[str, set[str]]] = {
    "simulators/kernel/arithmetic.py": (_DECIMALS, {"gross / (1 + tax_rate)", "total * part / whole"}),
    "harness/sync/money.py": (_DECIMALS, {"total / (_ONE + tax_rate)", "total * part / whole"}),
    "harness/judge/rules/units.py": (
        "a Fraction of units, times a price", {"e4(item.list_price) * sold / priced"},
    ),
    "harness/judge/rules/quantities.py": (
        _DECIMALS, {"abs(left - asked) * (line.net + line.tax) / line.quantity"},
    ),
    "simulators/erp/service/freight.py": (_FRACTIONS, {"done / value"}),
    "harness/judge/rules/freight.py": (_FRACTIONS, {"done / value"}),
    "simulators/kernel/chance.py": (_SHARE, {"float", "(digest(self.seed, *fields) >> 11) / 2 ** 53"}),
    "harness/sync/ports.py": (_SHARE, {"float", "0.0"}),
    "harness/sync/edges/chance.py": (_SHARE, {"float"}),
    "harness/sync/retry.py": (_SHARE, {"0.1"}),
    "harness/trade/warehouse_day.py": (_SHARE, {"0.15"}),
    "simulators/kernel/clock.py": (
        _WALL, {"wait_us / SECOND_US", "wait_us / SECOND_US / self.scale"},
    ),
    "simulators/kernel/virtual_loop.py": (
        _WALL, {"float", "5e-07", "self._selector.now_us / 1000000", "round(timeout * 1000000)"},
    ),
    "simulators/server/control_bodies.py": (_WALL, {"float", "0.05"}),
    "simulators/server/hosted.py": (_WALL, {"float", "0.5"}),
    "simulators/server/serve.py": (_WALL, {"float", "5.0", "2.0"}),
    "harness/sync/edges/clock.py": (
        _WALL, {"60.0", "wait_us / SECOND_US", "wait_us / SECOND_US / self._scale"},
    ),
    "harness/sync/edges/http.py": (_WALL, {"float"}),
    "harness/sync/settings.py": (_WALL, {"float", "30.0"}),
    "harness/trade/report.py": (_WALL, {"float", "round(self.wall_s, 3)"}),
    "simulators/server/archive.py": (_PATH, {"directory / JOURNALS"}),
    "simulators/server/disk.py": (
        _PATH, {"directory / FILE", "directory / _LOCK", "self.directory / FILE"},
    ),
    "simulators/server/recalling.py": (_PATH, {"archive.journals / journal"}),
}  # fmt: skip


def floats(path: str, text: str) -> Iterator[tuple[str, str]]:
    """Where a float may come from, and what stands there: a type, a literal, a division, a rounding."""
    for node in ast.walk(ast.parse(text, path)):
        if _may_be_float(node):
            yield f"{path}:{getattr(node, 'lineno', 0)}", ast.unparse(node)


def _may_be_float(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value=str()) | ast.JoinedStr()):
            return False  # Nothing but a path is divided by text.
        case ast.BinOp(op=ast.Div()):
            return not _is_exact(node)
        case (
            ast.Name(id="float")
            | ast.Constant(value=float())
            | ast.AugAssign(op=ast.Div())
            | ast.Call(func=ast.Name(id="round"))
            | ast.Import(names=[ast.alias(name="math")])
            | ast.ImportFrom(module="math")
        ):
            return True
    return False


def _is_exact(node: ast.AST) -> bool:
    """Whether a product or quotient has a Decimal or a Fraction in it, which keeps it one."""
    match node:
        case ast.Call(func=ast.Name(id="Decimal" | "Fraction")):
            return True
        case ast.BinOp(op=ast.Mult() | ast.Div()):
            return _is_exact(node.left) or _is_exact(node.right)
    return False


def _texts() -> dict[str, str]:
    found = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in found}


def test_no_float_comes_near_money_or_quantity() -> None:
    found = [
        f"{where}: {said}"
        for path, text in _texts().items()
        for where, said in floats(path, text)
        if said not in ALLOWED.get(path, ("", set()))[1]
    ]
    assert found == [], "use Decimal, Fraction, // or whole minor units, or give a reason in ALLOWED"


def test_every_exception_is_still_needed() -> None:
    texts = _texts()
    stale = [
        f"{path}: {said}"
        for path, (_, allowed) in ALLOWED.items()
        for said in sorted(allowed - {said for _, said in floats(path, texts.get(path, ""))})
    ]
    assert stale == []


PLANTED = """
from math import ceil
def total(price: float, quantity: int) -> Decimal:
    half = quantity / 2
    folder = Path("a") / "b"
    quantity /= 3
    share = Decimal(price) * quantity / 3 + Fraction(quantity) / 7
    return round(price * 1.5, 2) + Decimal(half) // 2
"""


def test_planted_floats_are_named_with_their_lines() -> None:
    assert sorted(floats("harness/judge/bad.py", PLANTED)) == [
        ("harness/judge/bad.py:2", "from math import ceil"),
        ("harness/judge/bad.py:3", "float"),
        ("harness/judge/bad.py:4", "quantity / 2"),
        ("harness/judge/bad.py:6", "quantity /= 3"),
        ("harness/judge/bad.py:8", "1.5"),
        ("harness/judge/bad.py:8", "round(price * 1.5, 2)"),
    ]
