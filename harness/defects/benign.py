"""Engines that work otherwise and are right all the same: whoever calls one of these broken cries wolf."""

from __future__ import annotations

from ..sync.engine import Engine
from ..sync.ports import Ports
from ..sync.retry import RetryPolicy
from ..sync.settings import Reconciliation, Settings


def one_at_a_time(settings: Settings, ports: Ports) -> Engine:
    """Carries one document at a time."""
    return Engine(settings.model_copy(update={"concurrency": 1}), ports)


def many_at_a_time(settings: Settings, ports: Ports) -> Engine:
    """Carries twelve documents at a time."""
    return Engine(settings.model_copy(update={"concurrency": 12}), ports)


def by_polls_alone(settings: Settings, ports: Ports) -> Engine:
    """Takes no webhooks, and finds everything by asking."""
    return Engine(settings.model_copy(update={"webhook_url": ""}), ports)


def asks_twice_as_often(settings: Settings, ports: Ports) -> Engine:
    """Polls in half the time."""
    usual = settings.polls
    halved = {name: max(getattr(usual, name) // 2, 1) for name in ("safety_s", "erp_s", "stock_s")}
    return Engine(settings.model_copy(update={"polls": usual.model_copy(update=halved)}), ports)


def looks_further_back(settings: Settings, ports: Ports) -> Engine:
    """Asks again for what changed in the last ten minutes, each time."""
    polls = settings.polls.model_copy(update={"overlap_s": 600})
    return Engine(settings.model_copy(update={"polls": polls}), ports)


def tries_again_later(settings: Settings, ports: Ports) -> Engine:
    """Waits half a minute before it tries anything again."""
    return Engine(settings.model_copy(update={"retry": RetryPolicy(first_s=30)}), ports)


def tries_again_sooner(settings: Settings, ports: Ports) -> Engine:
    """Tries again after two seconds, and every five minutes in the end."""
    return Engine(settings.model_copy(update={"retry": RetryPolicy(first_s=2, cap_s=300)}), ports)


def repairs_nothing(settings: Settings, ports: Ports) -> Engine:
    """Looks for no drift."""
    return Engine(settings.model_copy(update={"reconciliation": Reconciliation.OFF}), ports)


def polls_one_at_a_time(settings: Settings, ports: Ports) -> Engine:
    """Takes no webhooks, and carries one document at a time."""
    return Engine(settings.model_copy(update={"webhook_url": "", "concurrency": 1}), ports)


VARIANTS = (
    one_at_a_time, many_at_a_time, by_polls_alone, asks_twice_as_often, looks_further_back,
    tries_again_later, tries_again_sooner, repairs_nothing, polls_one_at_a_time,
)  # fmt: skip
"""All of them."""


def factory_of(name: str) -> str:
    """How ``--engine`` names one of them."""
    return f"{__name__}:{name}"
