"""The addresses of the pages.

GET  /                                        the start page
GET  /orders/<world>/<store>/<order>          an order
POST /orders/<world>/<store>/<order>/do       a button of that page
POST /orders/<world>                          the form of the start page that places an order
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote

import msgspec

from ...kernel.disturbance import LostConnection
from ...kernel.problems import Malformed, MethodRefused, NotFound, Refusal, Unauthenticated
from ...kernel.wire import WireReply, WireRequest
from ..gate import ControlToken
from ..worlds import HostedWorld, WorldHost
from .life import QUANTITIES, businesses_of, history_of, lines_of, money_of, shelves_of, sold_as
from .overview import overview
from .papers import papers_of, states_of
from .people import CONDITIONS, Counter, Deed, Errand, number_of
from .render import order_address, page
from .shop import NEW_BUYER, account_deed, order_deed
from .visitors import Visitors

_ORDERS = "orders"
_SAID_MAX = 100
_READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Said:
    """What came of a button, shown once."""

    text: str
    ok: bool


class Pages:
    """Answers a browser."""

    def __init__(self, host: WorldHost, token: ControlToken) -> None:
        self._host = host
        self._visitors = Visitors(token, host.base_url)
        self._said: dict[str, Said] = {}
        self._numbers = count(1)

    def covers(self, path: str) -> bool:
        """Whether a path is one of a page."""
        first = path.removeprefix("/").partition("/")[0]
        return first in {"", _ORDERS}

    async def answer(self, request: WireRequest) -> WireReply:
        """A page, or the way to one."""
        try:
            return await self._answered(request)
        except Refusal as refusal:
            return page(
                "refused.html.j2", status=refusal.status, title=refusal.code.replace("-", " "),
                detail=refusal.detail, known=refusal.status != Unauthenticated.status,
            )  # fmt: skip

    async def _answered(self, request: WireRequest) -> WireReply:
        if request.path in {"", "/"} and request.method in _READING:
            entered = self._visitors.arriving(request)
            if entered is not None:
                return entered
        self._visitors.admit(request)
        parts = [unquote(part) for part in request.path.strip("/").split("/")]
        if parts == [""]:
            _only(request, *_READING)
            return page(
                "start.html.j2", worlds=overview(self._host), durable=self._host.durable,
                said=self._told(request), new_buyer=NEW_BUYER,
            )  # fmt: skip
        match parts[1:]:
            case [world] if request.method == "POST":
                return await self._ordered(self._host.world(world), _form(request))
            case [world, store, order]:
                _only(request, *_READING)
                return self._order(self._host.world(world), store, order, request)
            case [world, store, order, "do"]:
                _only(request, "POST")
                return await self._pressed(self._host.world(world), store, order, request)
        raise NotFound(f"there is no page at {request.path}; orders are at /orders/<world>/<store>/<order>")

    def _order(self, world: HostedWorld, store: str, order_id: str, request: WireRequest) -> WireReply:
        papers = papers_of(world, store, order_id)
        return page(
            "order.html.j2", world=world, order=papers.order, said=self._told(request),
            now_us=world.clock.now_us(),
            address=order_address(world.plan.name, store, order_id), states=states_of(world, papers.order),
            businesses=businesses_of(world, papers), sold_as=sold_as,
            lines=lines_of(papers), quantities=QUANTITIES, money_line=money_of(papers),
            shelves=shelves_of(world, papers), history=history_of(world, papers),
            returns=Counter(world, papers).waiting_returns(), number_of=number_of, conditions=CONDITIONS,
        )  # fmt: skip

    async def _pressed(
        self, world: HostedWorld, store: str, order_id: str, request: WireRequest
    ) -> WireReply:
        papers = papers_of(world, store, order_id)
        try:
            deed = Counter(world, papers).deed(_form(request))
            said = await self._done(world, deed)
        except Refusal as refusal:
            said = Said(_sentence(refusal.detail), ok=False)
        return self._back_to(order_address(world.plan.name, store, order_id), said)

    async def _ordered(self, world: HostedWorld, form: dict[str, str]) -> WireReply:
        """Place the order of the start page, for a new business if none was chosen, and go to its page."""
        try:
            placed = await self._placed(world, form)
        except Refusal as refusal:
            return self._back_to("/", Said(_sentence(refusal.detail), ok=False))
        store, order_id, said = placed
        return self._back_to(order_address(world.plan.name, store, order_id), said)

    async def _placed(self, world: HostedWorld, form: dict[str, str]) -> tuple[str, str, Said]:
        buyer_id = form.get("buyer", NEW_BUYER)
        deed = order_deed(form, buyer_id)  # Refused before an account is opened for it.
        if buyer_id == NEW_BUYER:
            account = account_deed()
            answer = await _answer(world, account.errands[0], account.who)
            deed = order_deed(form, str(answer["id"]))
        [errand] = deed.errands
        placed = await _answer(world, errand, deed.who)
        world.journal.write("say", who=deed.who, text=f"{deed.said} (order {placed['id']})")
        said = Said(f"The {deed.who} {deed.said}.", ok=True)
        return str(errand.body["store"]), str(placed["id"]), said

    def _told(self, request: WireRequest) -> Said | None:
        """What came of the button that led to this page; it is told once."""
        return self._said.pop(parse_qs(request.query).get("said", [""])[-1], None)

    def _back_to(self, address: str, said: Said) -> WireReply:
        number = str(next(self._numbers))
        self._said[number] = said
        if len(self._said) > _SAID_MAX:
            del self._said[next(iter(self._said))]
        return WireReply(303, {"location": f"{address}?said={number}#said", "cache-control": "no-store"})

    async def _done(self, world: HostedWorld, deed: Deed) -> Said:
        for done, errand in enumerate(deed.errands):
            refused = await _asked(world, errand, deed.who)
            if refused is not None:
                before = f" ({done} of {len(deed.errands)} parts were done before)" if done else ""
                return Said(_sentence(f"the {errand.system} refused: {refused}{before}"), ok=False)
        world.journal.write("say", who=deed.who, text=deed.said)
        return Said(f"The {deed.who} {deed.said}.", ok=True)


async def _asked(world: HostedWorld, errand: Errand, who: str) -> str | None:
    """Why a system refused an errand, or None when it did not."""
    try:
        await _answer(world, errand, who)
    except _RefusedErrand as refused:
        return refused.said
    return None


class _RefusedErrand(Refusal):
    """A system refused what somebody asked it for."""

    def __init__(self, errand: Errand, said: str) -> None:
        super().__init__(f"the {errand.system} refused: {said}")
        self.said = said


async def _answer(world: HostedWorld, errand: Errand, who: str) -> dict[str, Any]:
    """What a system answers to an errand; _RefusedErrand when it says no."""
    headers = {"content-type": "application/json", "x-actor": who}
    request = WireRequest("POST", errand.path, errand.query, headers, msgspec.json.encode(errand.body))
    try:
        reply = await world.systems.answer(errand.system, request)
    except LostConnection:
        raise _RefusedErrand(errand, "the answer was lost; look below whether it was done") from None
    answer: dict[str, Any] = msgspec.json.decode(reply.body) if reply.body else {}
    if reply.status >= 400:
        raise _RefusedErrand(errand, str(answer.get("detail", f"status {reply.status}")))
    return answer


def _form(request: WireRequest) -> dict[str, str]:
    try:
        fields = parse_qs(request.body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise Malformed("what was sent is not a form of these pages") from None
    return {name: values[-1] for name, values in fields.items()}


def _only(request: WireRequest, *methods: str) -> None:
    if request.method not in methods:
        raise MethodRefused(f"{request.path} does not take {request.method}; it takes: {', '.join(methods)}")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
