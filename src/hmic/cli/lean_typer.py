"""Imports typer without the modules that it imports and a run of hmic does not use.

They are there to install completion, open a browser and show tracebacks, and take a sixth of a short run's
time. While typer is imported, a stand-in is in the place of each; what typer takes from one is looked up in
the real module when it is called. Everybody else imports the real modules.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

_UNUSED = (
    "difflib", "gettext", "platform", "shutil", "subprocess", "traceback", "uuid", "typer.completion",
)  # fmt: skip


class _Later(NamedTuple):
    """A function or a class of a module, found when it is called."""

    module: str
    name: str

    def __call__(self, *given: Any, **named: Any) -> Any:
        return getattr(import_module(self.module), self.name)(*given, **named)


class _StandIn(ModuleType):
    """In the place of a module while typer is imported."""

    def __getattr__(self, name: str) -> _Later:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(self.__name__, name)


def import_typer() -> None:
    """Import typer, without what is unused where nothing else has imported that yet."""
    stood_in = [name for name in _UNUSED if name not in sys.modules]
    sys.modules.update({name: _StandIn(name) for name in stood_in})
    try:
        import_module("typer")
    finally:
        for name in stood_in:
            del sys.modules[name]
