"""The rules engine: durable-rules 2.0.28, used only in the ways that were seen to hold (architecture.md 4)."""

import json
from collections.abc import Iterator, Mapping
from threading import get_ident
from typing import Any, Final

import durable_rules_engine as durable  # type: ignore[import-not-found]  # compiled, comes without types

from services.routing.domain.facts import Scalar
from services.routing.domain.rules import Rulebook
from services.routing.rules.compilation import Key, Part, compiled, key_of
from shared.errors import PermanentError

HANDLED: Final = 0
NOT_HANDLED: Final = 1
"""What assert_fact returns where no rule holds: an answer, not an error."""


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


class DurableEngine:
    """Evaluates composite facts against registered rulebooks: synchronous, about 0.03 ms each with 140 rules.

    Belongs to the thread that makes it. Each part of a rulebook is a ruleset of its own (compilation.Part), which is
    told only the facts that its rules compare. Each version keeps its memory for good: about 6 MB with 140 rules, of
    which 55 kB go to each part and 10 kB to each chain of comparisons.
    """

    def __init__(self) -> None:
        self._thread = get_ident()
        self._known: dict[str, dict[Key, _Ruleset]] = {}

    def ensure(self, rulebook: Rulebook) -> None:
        """Registers every part of the rulebook unless its version is known. Errors: RulebookTooWide, EngineFailed, WrongThread.

        All at once and not when first asked: what breaks has to break before the version decides anything.
        """
        self._own_thread()
        if rulebook.version not in self._known:
            parts = compiled(rulebook)
            self._known[rulebook.version] = {key: _Ruleset(rulebook.version, key, part) for key, part in parts.items()}

    def fired(self, version: str, facts: Mapping[str, Scalar]) -> tuple[str, ...]:
        """Ids of the rules that hold of a whole composite fact, each once; none is an answer. Errors: see the classes above."""
        self._own_thread()
        rulesets = self._known.get(version)
        if rulesets is None:
            raise RulebookNotRegistered(version)
        ruleset = rulesets.get(key_of(facts, rulesets))
        return tuple(dict.fromkeys(ruleset.holding(facts))) if ruleset else ()

    def _own_thread(self) -> None:
        if get_ident() != self._thread:
            raise WrongThread


class _Ruleset:
    """One part of a rulebook as the engine has it.

    The engine proper is called, as its stock host calls it, but without that host: its timer threads call the engine
    behind our back until it crashes, and its actions in Python take four times as long as the evaluation. What fires
    is the name of the action that the engine hands out, one after the other.

    A state is deleted after each evaluation in which a rule fired, for states that stay end in MemoryError after 1,024
    of them; and only then, for deleting a state in which no action has run yet crashes the process: the engine frees
    pointers that it sets only when it starts an action (seen with 2.0.28).
    """

    def __init__(self, version: str, key: Key, part: Part) -> None:
        self._name = f"rulebook-{version}-{'-'.join(map(str, key))}"
        self._asks = part.asks
        self._rules: dict[str, str] = {}
        definition: dict[str, Any] = {}
        for rule, chains in part.chains.items():
            for chain in chains:
                action = str(len(definition))
                self._rules[action] = rule
                definition[action] = {"all": [{"m": chain}]}
        self._sid = 0
        try:
            self._handle = durable.create_ruleset(self._name, json.dumps(definition))
        except Exception as error:
            raise EngineFailed(f"{self._name}: {error}") from error

    def holding(self, facts: Mapping[str, Scalar]) -> list[str]:
        """The rule of every chain that holds. Errors: EngineFailed."""
        told: dict[str, Scalar] = {name: facts[name] for name in self._asks}
        told["sid"] = told["id"] = sid = str(self._sid)
        try:
            found, state = durable.assert_fact(self._handle, json.dumps(told))
            if found == NOT_HANDLED:
                return []  # the state stays, clean as it is, for the next evaluation
            if found != HANDLED:
                raise EngineFailed(f"{self._name}: assert_fact returned {found}")
            held = [self._rules[action] for action in self._actions(state)]
            durable.delete_state(self._handle, sid)
        except Exception as error:
            self._sid += 1  # the state stays as the engine left it, and is not used again
            raise EngineFailed(f"{self._name}: {error}") from error
        return held

    def _actions(self, state: int) -> Iterator[str]:
        """The names of the actions as the engine hands them out: {"<name>": {"m": {...}}}."""
        _, message = durable.start_action_for_state(self._handle, state)
        while message:
            yield message[2 : message.index('"', 2)]
            message = durable.complete_and_start_action(self._handle, state)
