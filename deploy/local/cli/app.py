"""The commands of `daiban`, and how each of them ends."""

import sys

import typer
from typer import rich_utils

from deploy.local.cli import (
    cases,
    clock,
    complaints,
    dead,
    department,
    department_files,
    doctor,
    files,
    matters,
    plan,
    published,
    reception,
    rehearsal,
    rules,
    status,
    transfers,
    up,
)
from deploy.local.cli.failures import FAILED, INTERRUPTED, told

rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.COMMANDS_PANEL_TITLE = "命令"

app = typer.Typer(name="daiban", help="政务服务代办帮办系统", add_completion=False)
app.command("up")(up.up)
app.command("demo")(rehearsal.demo)
app.command("rehearse")(rehearsal.rehearsal)
app.command("submit")(cases.submit)
app.command("case")(cases.case)
app.command("timeline", hidden=True)(cases.case)
app.command("cases")(cases.cases)
app.command("sign")(cases.sign)
app.command("supplement")(cases.supplement)
app.command("add")(cases.add_items)
app.command("attach")(files.attach)
app.command("files")(files.files)
app.command("fetch")(files.fetch)
app.command("deliver")(cases.deliver)
app.command("receipt")(cases.receipt)
app.command("plan")(plan.plan)
app.command("clock")(clock.clock)
app.command("transfers")(transfers.transfers)
app.command("hand-over")(transfers.hand_over)
app.command("accept")(transfers.accept)
app.command("return")(transfers.give_back)
app.command("submission")(transfers.submission)
app.command("escalate")(matters.escalate)
app.command("complain")(complaints.complain)
app.command("complaints")(complaints.complaints)
app.add_typer(complaints.app, name="complaint")
app.command("supervision")(complaints.supervision)
app.command("notices")(cases.notices)
app.command("dossier")(files.dossier)
department.app.command("files")(department_files.files)
department.app.command("fetch")(department_files.fetch)
department.app.command("attach")(department_files.attach)
app.command("catalogue")(published.catalogue)
app.add_typer(reception.consult, name="consult")
app.add_typer(reception.appoint, name="appoint")
app.add_typer(department.app, name="department")
app.add_typer(rules.app, name="rules")
app.add_typer(dead.app, name="dead")
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
app.command("keys")(files.keys)


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code (0 done, 1 failed, 2 refused for what was given, 130 interrupted)."""
    as_json = "--json" in arguments
    try:
        ended = app(args=arguments or ["--help"], prog_name="daiban", standalone_mode=False)
    except typer.Abort:
        return FAILED
    except Exception as error:  # noqa: BLE001  whatever it is, people are told in their words
        return told(error, as_json=as_json)
    if ended == INTERRUPTED:  # Typer makes this of Ctrl-C
        return told(KeyboardInterrupt(), as_json=as_json)
    return ended if isinstance(ended, int) else 0


def main() -> None:
    """The entry point."""
    sys.exit(run(sys.argv[1:]))
