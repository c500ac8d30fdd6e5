import json
from pathlib import Path
from types import ModuleType

import pytest

import shared.contracts
from shared.contracts import intake
from shared.contracts.application import Application
from shared.contracts.base import Contract, Event, kebab

GOLDEN = Path(__file__).parent.parent / "golden"
APART = {"base", "application", "common"}  # what others are made of; the application is named below
MODULES = [
    module
    for name, module in vars(shared.contracts).items()
    if isinstance(module, ModuleType) and name not in APART
]


def contracts() -> dict[str, type]:
    """Everything that is ever a body on the bus, by the name of its golden file."""
    named: dict[str, type] = {f"{owner}.{name}": kind for (owner, name), kind in Event.registry.items()}
    for module in MODULES:
        owner = module.__name__.rpartition(".")[2]
        for kind in vars(module).values():
            own = isinstance(kind, type) and kind.__module__ == module.__name__
            if own and issubclass(kind, shared.contracts.Strict | Contract) and not issubclass(kind, Event):
                named[f"{owner}.{kebab(kind.__name__)}"] = kind
    return named | {"application": Application}


@pytest.mark.parametrize("name", sorted(contracts()))
def test_yesterdays_message_still_parses_and_says_the_same(name):
    golden = GOLDEN / f"{name}.json"
    body = golden.read_bytes()

    message = contracts()[name].model_validate_json(body)

    assert json.loads(message.model_dump_json()) == json.loads(body)


def test_every_golden_file_has_its_contract():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(contracts())


@pytest.mark.parametrize("kind", contracts().values(), ids=sorted(contracts()))
def test_every_contract_and_every_field_of_it_says_what_it_is(kind):
    assert kind.__doc__
    assert [name for name, field in kind.model_fields.items() if not field.description] == []


def test_an_unknown_field_of_a_fact_is_passed_over():
    body = json.loads((GOLDEN / "intake.agent-assigned.json").read_text())

    fact = intake.AgentAssigned.model_validate({**body, "added_next_year": 1})

    assert fact.agent.id == body["agent"]["id"]
