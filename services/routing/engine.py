"""The rules engine: durable-rules 2.0.28, used only in the ways that were seen to hold (architecture.md 4)."""

from collections.abc import Callable, Mapping
from threading import get_ident
from typing import Any

from durable.engine import Host, MessageNotHandledException

from services.routing.compilation import compiled
from services.routing.domain.facts import Scalar
from services.routing.domain.rules import Rulebook
from shared.errors import PermanentError


class EngineFailed(PermanentError):
    """The engine could not evaluate; the message has what it said."""


class RulebookNotRegistered(PermanentError):
    """A version that the engine has not been given."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(f"the engine does not know rulebook {version}: call ensure() with it first")


class WrongThread(PermanentError):
    """The engine was called from a thread other than the one that made it: that crashes the process."""

    def __init__(self) -> None:
        super().__init__("the rules engine belongs to the thread that made it: call it from the event loop's thread")


class QuietHost(Host):
    """A host without the timer threads of the stock one, which call the engine behind our back until it crashes."""

    def _run(self) -> None:
        """Start nothing."""


class DurableEngine:
    """Evaluates composite facts against registered rulebooks: synchronous, 0.1 to 0.3 ms each with 90 rules.

    Belongs to the thread that makes it. Each rulebook version keeps its memory (about 2.5 MB with 90 rules) for good.

    A state is deleted after each evaluation in which a rule fired, for states that stay end in MemoryError after 1,024
    of them; and only then, for deleting a state in which no action has run yet crashes the process: the engine frees
    pointers that it sets only when it starts an action (seen with 2.0.28).
    """

    def __init__(self) -> None:
        self._thread = get_ident()
        untyped: Any = QuietHost
        self._host = untyped()
        self._heard: dict[str, list[str]] = {}
        self._sid = 0

    def ensure(self, rulebook: Rulebook) -> None:
        """Registers the rulebook unless its version is known. Errors: RulebookTooWide, WrongThread."""
        self._own_thread()
        if rulebook.version in self._heard:
            return
        heard: list[str] = []
        # Built anew for the engine, which takes the definition apart while it reads it.
        definition = {
            f"{name}-{number}": {"all": [{"m": chain}], "run": _append(heard, name)}
            for name, chains in compiled(rulebook).items()
            for number, chain in enumerate(chains)
        }
        self._host.register_rulesets({_ruleset(rulebook.version): definition})
        self._heard[rulebook.version] = heard

    def fired(self, version: str, facts: Mapping[str, Scalar]) -> tuple[str, ...]:
        """Ids of the rules that hold, each once; none is an answer. Errors: see the classes above."""
        self._own_thread()
        if version not in self._heard:
            raise RulebookNotRegistered(version)
        heard = self._heard[version]
        heard.clear()
        ruleset, sid = _ruleset(version), str(self._sid)
        try:
            state = self._host.assert_fact(ruleset, {**facts, "sid": sid, "id": sid})
        except MessageNotHandledException:
            return ()  # the state stays, clean as it is, for the next evaluation
        except Exception as error:
            self._sid += 1  # the state stays as the engine left it, and is not used again
            raise EngineFailed(f"rulebook {version}: {error}") from error
        self._host.delete_state(ruleset, sid)
        if not state or "exception" in state:
            raise EngineFailed(f"rulebook {version}: {state}")
        return tuple(dict.fromkeys(heard))

    def _own_thread(self) -> None:
        if get_ident() != self._thread:
            raise WrongThread


def _ruleset(version: str) -> str:
    return f"rulebook-{version}"


def _append(heard: list[str], name: str) -> Callable[[Any], None]:
    """An action that only notes the rule's id: an exception inside an action would be swallowed into the state."""

    def note(_: Any) -> None:
        heard.append(name)

    return note
