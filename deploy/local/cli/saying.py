"""How a department says something at the prompt: over request/reply, and the letters that it settles are taken out."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from deploy.local.cli import mailbox, session
from deploy.local.cli.mailbox import Letter
from deploy.local.cli.settling import settled

Told = dict[str, Any]
Reading = Callable[[Sequence[Letter]], Mapping[str, Any]]
"""What the mail says that belongs into the answer: the edition that was read, the number of the text."""


def nothing(_: Sequence[Letter]) -> Mapping[str, Any]:
    """Of an answer that needs nothing from the mail."""
    return {}


def say(
    directory: Path,
    address: str,
    service: str,
    verb: str,
    body: Mapping[str, Any],
    settles: str = "",
    reading: Reading = nothing,
) -> Told:
    """Answer, then take out the letters that are settled by it; with what was read in the mail. Errors: Refused.

    They are those that lay there before: what the answer itself brings in, though it be of the same matter, is news.
    """
    region, code = session.department_of(address)

    async def said() -> Told:
        async with session.department(directory, address) as client:
            if not settles:
                return await client.ask(region, service, f"department.{code}.{verb}", body)
            async with mailbox.letters(client, region, code) as found:
                from_mail = reading(found)
                told = await client.ask(region, service, f"department.{code}.{verb}", {**body, **from_mail})
                await mailbox.take(letter for letter in found if settled(letter, verb, settles))
                return {**from_mail, **told}

    return session.run(said())


def newest(found: Sequence[Letter], about: str, verbs: Sequence[str]) -> Letter | None:
    """The last letter of these kinds about that review; None where none lies in the mail."""
    fitting = [letter for letter in found if letter.matter == about and letter.verb in verbs]
    return max(fitting, key=lambda letter: letter.place, default=None)
