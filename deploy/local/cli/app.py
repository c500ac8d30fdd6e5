"""The commands of `daiban`, and how each of them ends."""

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

import typer
from typer import rich_utils

from deploy.local.cli import (
    cases,
    clock,
    complaints,
    dead,
    department,
    department_convening,
    department_files,
    department_looking,
    department_meeting,
    department_reviews,
    doctor,
    evaluation,
    files,
    forms,
    interrupt,
    mandate,
    matters,
    meetings,
    plan,
    published,
    reception,
    rehearsal,
    reviews,
    rules,
    status,
    transfers,
    up,
    window,
)
from deploy.local.cli.failures import FAILED, INTERRUPTED, told

rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.COMMANDS_PANEL_TITLE = "命令"

Command = Callable[..., Any]
PANELS: Final[Mapping[str, Mapping[str, Command | typer.Typer]]] = {
    "咨询、申请、材料": {
        "catalogue": published.catalogue,
        "consult": reception.consult,
        "appoint": reception.appoint,
        "submit": cases.submit,
        "apply": window.apply,
        "check": window.check,
        "supplement": cases.supplement,
        "promise": window.promise,
        "keep-promise": window.keep_promise,
        "attach": files.attach,
        "files": files.files,
        "fetch": files.fetch,
        "return-originals": window.return_originals,
    },
    "委托、办理": {
        "sign": cases.sign,
        "renew": mandate.renew,
        "revoke": mandate.revoke,
        "change-agent": mandate.change_agent,
        "absence": mandate.absence,
        "change-contact": mandate.change_contact,
        "confirm-change": mandate.confirm_change,
        "guide": window.guide,
        "visit": window.visit,
        "follow": window.follow,
        "add": cases.add_items,
    },
    "中止、终止、撤件": {
        "suspend": interrupt.suspend,
        "resume": interrupt.resume,
        "terminate": interrupt.terminate,
        "cancel-form": interrupt.cancel_form,
        "withdraw": interrupt.withdraw,
    },
    "交付、评价、投诉": {
        "deliver": cases.deliver,
        "receipt": cases.receipt,
        "lost": evaluation.lost,
        "evaluate": evaluation.evaluate,
        "verify-grade": evaluation.verify_grade,
        "rectify": evaluation.rectify,
        "revisit": evaluation.revisit,
        "appraise": evaluation.appraise,
        "complain": complaints.complain,
        "complaints": complaints.complaints,
        "complaint": complaints.app,
        "supervision": complaints.supervision,
    },
    "查看": {
        "case": cases.case,
        "cases": cases.cases,
        "clock": clock.clock,
        "plan": plan.plan,
        "notices": cases.notices,
        "dossier": files.dossier,
        "form": forms.form,
    },
    "中心之间、疑难事项": {
        "transfers": transfers.transfers,
        "hand-over": transfers.hand_over,
        "accept": transfers.accept,
        "return": transfers.give_back,
        "submission": transfers.submission,
        "escalate": matters.escalate,
    },
    "会商": {"review": reviews.app, "meeting": meetings.app},
    "部门、规则": {"department": department.app, "rules": rules.app},
    "运行、维护": {
        "up": up.up,
        "demo": rehearsal.demo,
        "rehearse": rehearsal.rehearsal,
        "status": status.status,
        "doctor": doctor.doctor,
        "dead": dead.app,
        "keys": files.keys,
    },
}
"""Every command by its name, in the order of the help."""
DEPARTMENT: Final[Mapping[str, Command]] = {
    "files": department_files.files,
    "fetch": department_files.fetch,
    "attach": department_files.attach,
    "review": department_looking.review,
    "papers": department_looking.papers,
    "attend": department_reviews.attend,
    "opinion": department_reviews.opinion,
    "opinions": department_meeting.opinions,
    "sign": department_reviews.sign,
    "refuse-signature": department_reviews.refuse_signature,
    "revoke-signature": department_reviews.revoke_signature,
    "carried-out": department_reviews.carried_out,
    "convene": department_convening.convene,
    "papers-complete": department_convening.papers_complete,
    "add": department_convening.add,
    "close-round": department_convening.close_round,
    "conclude": department_convening.conclude,
    "cancel-review": department_convening.cancel_review,
    "resolve": department_convening.resolve,
    "drop": department_convening.drop,
    "minutes": department_looking.minutes,
    "sign-minutes": department_convening.sign_minutes,
}
"""What `daiban department` has beside the mail and its answers, in the order of its help."""
OTHER_NAMES: Final[Mapping[str, Command]] = {
    "timeline": cases.case,
    "add-items": cases.add_items,
    "confirm-receipt": cases.receipt,
    "report-lost": evaluation.lost,
    "renew-mandate": mandate.renew,
    "revoke-mandate": mandate.revoke,
}
"""As the services call them where they say what can be done next; the help leaves them out."""


def registered() -> typer.Typer:
    """All commands of `daiban`."""
    made = typer.Typer(name="daiban", help="政务服务代办帮办系统", add_completion=False)
    for panel, commands in PANELS.items():
        for name, command in commands.items():
            if isinstance(command, typer.Typer):
                made.add_typer(command, name=name, rich_help_panel=panel)
            else:
                made.command(name, rich_help_panel=panel)(command)
    for name, command in OTHER_NAMES.items():
        made.command(name, hidden=True)(command)
    return made


for name, command in DEPARTMENT.items():
    department.app.command(name)(command)
app = registered()


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
