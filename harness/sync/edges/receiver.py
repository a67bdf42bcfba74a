"""The engine's own URLs: webhooks, and what an operator or a harness wants to know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...errors import OrdergateError
from ..engine import Engine

BODY_BYTES_MAX = 1024 * 1024
FAILED = "failed"


def application(running: Callable[[], AbstractAsyncContextManager[Engine]]) -> Starlette:
    """An ASGI application that has an engine running for as long as it is up."""
    engines: list[Engine] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        async with running() as engine:
            engines.append(engine)
            yield
            engines.clear()

    return Starlette(routes=_routes(lambda: engines[0]), lifespan=lifespan)


def _routes(engine: Callable[[], Engine]) -> list[Route]:
    async def receive(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES_MAX:
                return Response(status_code=413)
        status = engine().receive(request.url.path, dict(request.headers), bytes(body))
        return Response(status_code=status)

    async def sweep(request: Request) -> Response:
        del request
        try:
            return JSONResponse({"news": await engine().sweep()})
        except OrdergateError as trouble:
            return JSONResponse({"detail": str(trouble)}, 503)

    async def requeue(request: Request) -> Response:
        chosen = request.query_params
        return JSONResponse({"requeued": engine().requeue(chosen.get("kind"), chosen.get("key"))})

    return [
        Route("/webhooks/{vendor}", receive, methods=["POST"]),
        Route("/healthz", _telling(engine, _health)),
        Route("/status", _telling(engine, _status)),
        Route("/accounts", _telling(engine, _accounts)),
        Route("/sweep", sweep, methods=["POST"]),
        Route("/requeue", requeue, methods=["POST"]),
    ]


def _telling(
    engine: Callable[[], Engine], tell: Callable[[Engine], dict[str, object]]
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        del request
        told = tell(engine())
        return JSONResponse(told, 503 if told.get("status") == FAILED else 200)

    return answer


def _health(engine: Engine) -> dict[str, object]:
    failure = engine.failure()
    if failure is None:
        return {"status": "ok"}
    return {"status": FAILED, "detail": f"{type(failure).__name__}: {failure}"}


def _accounts(engine: Engine) -> dict[str, object]:
    held = engine.accounts()
    return {
        "received": held.received,
        "applied": held.applied,
        "ignored": held.ignored,
        "quarantined": held.quarantined,
    }


def _status(engine: Engine) -> dict[str, object]:
    return {
        "idle": engine.idle(),
        "pending": engine.pending(),
        "next_due_us": engine.next_due_us(),
        "read_since_us": engine.read_since_us(),
        "troubles": engine.troubles(),
        "quarantined": [
            {"kind": held.kind, "key": held.key, "reason": held.reason} for held in engine.quarantined()
        ],
    }
