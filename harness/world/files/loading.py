"""Puts what the files hold into a world, as people would do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import TypeVar

from ...actors.buyer import Buyer
from ...actors.hands import Hands
from ...actors.office import Merchandiser
from ...actors.orders import Quote
from ...actors.receiver import Receiver
from ...judge.books import Books
from ..attached import AttachedWorld
from ..control_client import ControlClient
from .contents import OpeningStock, WorldFiles
from .mistakes import Mistakes

_BATCH = 500
T = TypeVar("T")


def load(world: Hands, files: WorldFiles) -> list[Buyer]:
    """List the items, open the accounts, grant the prices and take the stock in; the buyers come back."""
    merchandiser = Merchandiser(world)
    plain = {item.sku: (item.title, item.list_price) for item in files.items if item.packing is None}
    if plain:
        merchandiser.lists(plain)
    for item in files.items:
        if item.packing is not None:
            merchandiser.lists_in_units(item.sku, item.title, item.list_price, item.packing)
    buyers = _registered(world, files)
    _grant(world, files, buyers)
    by_site: dict[str, list[OpeningStock]] = {}
    for row in files.stock:
        if row.quantity:
            by_site.setdefault(row.site, []).append(row)
    for site, rows in by_site.items():
        for some in _batches(rows):
            Receiver(world, site).receives({row.sku: row.quantity for row in some})
    return list(buyers.values())


def _registered(world: Hands, files: WorldFiles) -> dict[str, Buyer]:
    """The accounts by their addresses: those who pay first, then those whom they pay for."""
    buyers = {customer.email: Buyer(world, customer.profile()) for customer in files.customers}
    for customer in files.customers:
        if not customer.payer:
            buyers[customer.email].registers()
    for customer in files.customers:
        if customer.payer:
            buyers[customer.email].is_paid_for_by(buyers[customer.payer])
    return buyers


def load_into(server_base_url: str, token: str, world_name: str, files: WorldFiles) -> None:
    """Load the files into a world of a server; nothing is sent when any entry stands there already."""
    with closing(ControlClient(server_base_url.rstrip("/"), token)) as control:
        world = AttachedWorld(control, world_name)
        check_sites(world.sites, files, world_name)
        check_new(world.books, files, world_name)
        load(world, files)


def check_sites(sites: tuple[str, ...], files: WorldFiles, world_name: str) -> None:
    """WorldFilesWrong when stock lies at a site that the world does not have."""
    mistakes = Mistakes()
    for row in files.stock:
        if row.site not in sites:
            there = ", ".join(sites)
            mistakes.add(row.place, f"site is {row.site!r}; world {world_name} has the sites: {there}")
    mistakes.check(f"what is to be loaded into world {world_name}")


def check_new(books: Books, files: WorldFiles, world_name: str) -> None:
    """WorldFilesWrong when the world has any of the items, accounts or stock: it would have them twice."""
    mistakes = Mistakes()
    way_out = f"reset world {world_name}, or take the entry out"
    items = books.table("erp", "items")
    accounts = {buyer.email for buyer in books.table("marketplace", "buyers").values()}
    held = {key for system in ("erp", "wms") for key in books.table(system, "stock")}
    for item in files.items:
        if item.sku in items:
            mistakes.add(item.place, f"item {item.sku} is in the world already; {way_out}")
    for customer in files.customers:
        if customer.email in accounts:
            mistakes.add(customer.place, f"an account {customer.email} is in the world already; {way_out}")
    for row in files.stock:
        if f"{row.sku}@{row.site}" in held:
            mistakes.add(row.place, f"{row.site} has stock of {row.sku} already; {way_out}")
    mistakes.check(f"what is to be loaded into world {world_name}")


def _grant(world: Hands, files: WorldFiles, buyers: dict[str, Buyer]) -> None:
    for email, buyer in buyers.items():
        granted = [
            (Quote(row.quote, row.seller, row.approver, row.reason), row.sku, row.price)
            for row in files.agreements
            if row.customer == email
        ]
        if granted:
            Merchandiser(world).agrees_each(buyer.id, granted)


def _batches(rows: list[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, _BATCH)):
        yield some
