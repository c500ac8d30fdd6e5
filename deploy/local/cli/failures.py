"""What went wrong, in words people can act on, and the exit code that programs can act on.

2: what was given is wrong, and nothing was done. 1: everything else. 130: interrupted.
"""

import re
import sys
import traceback
from collections.abc import Mapping, Sequence

from rich.console import RenderableType
from typer.exceptions import TyperException

from deploy.local.cli import screen
from deploy.local.client import OutcomeUnknown
from deploy.local.process import NotStarted
from deploy.local.rehearsal import FilesRefused
from deploy.local.running import NotRunning
from deploy.local.servers import ServerMissing
from deploy.local.stack import AlreadyRunning
from shared.errors import Fault, PermanentError, Refused, TransientError
from shared.jurisdictions import JurisdictionsFaulty

WRONG, FAILED, INTERRUPTED = 2, 1, 130
START = "没有运行中的服务：请先在另一个终端运行 daiban up（目录用 --dir 指定，缺省为当前目录下的 .local）"


def told(error: BaseException, *, as_json: bool) -> int:
    """Tell what went wrong; the exit code."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]  # one failure ends the others: the first is the one to mend
    faults = faults_of(error)
    if faults:
        _print({name: list(listed) for name, listed in faults.items()}, as_json=as_json)
        return WRONG
    code, sentence = _sentence(error)
    if as_json:
        screen.document({"error": type(error).__name__, "message": sentence, "faults": []})
    else:
        screen.err().print(screen.plain(sentence), style="bold red")
    return code


def faults_of(error: BaseException) -> Mapping[str, Sequence[Fault]]:
    """The faults that are named, by what they are faults of; empty for other failures."""
    match error:
        case Refused() | JurisdictionsFaulty():
            return {"": error.faults}
        case FilesRefused():
            return error.faults
        case TyperException():
            return {"": [usage_fault(error)]}
        case _:
            return {}


def _print(faults: dict[str, list[Fault]], *, as_json: bool) -> None:
    if as_json:
        listed = [({"file": name} if name else {}) | fault.model_dump() for name, found in faults.items() for fault in found]
        screen.document({"error": "Refused", "message": "有误，未办理", "faults": listed})
        return
    tables: list[RenderableType] = [
        screen.faults_table(f"{name}：有误，未办理" if name else "有误，未办理", found) for name, found in faults.items()
    ]
    screen.err().print(*tables)


def _sentence(error: BaseException) -> tuple[int, str]:
    match error:
        case KeyboardInterrupt():
            return INTERRUPTED, "已中断，启动的服务已全部停止"
        case NotRunning():
            return FAILED, START
        case OutcomeUnknown():
            look = "请用 daiban case 或 daiban cases 查看是否已办理"
            return FAILED, f"{error}。{look}；提交申请的，加 --id {error.request} 重新提交不会重复受理"
        case TimeoutError():
            return FAILED, "总线没有按时答复，请用 daiban status 看看服务是否正常"
        case AlreadyRunning():
            return FAILED, f"这个目录里已有一套服务在运行：{error}"
        case ServerMissing() | NotStarted():
            return FAILED, f"本地服务启动不了：{error}"
        case PermanentError() | TransientError():
            return FAILED, str(error)
        case OSError():
            return FAILED, f"{error.filename or '文件'}：{error.strerror or error}"
    traceback.print_exception(error, file=sys.stderr)
    return FAILED, f"程序出错（{type(error).__name__}），请把以上内容告知运维人员"


def usage_fault(error: TyperException) -> Fault:
    """A misuse of the command line. Typer's own words are English; its kinds of misuse are few."""
    context = getattr(error, "ctx", None)
    remedy = f"用法：{context.command_path} --help" if context else "用法：daiban --help"
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    said = str(getattr(error, "message", "") or error)
    quoted = said.split("'")[1] if said.count("'") > 1 else ""
    if option:
        return Fault(field=option, message="没有这个选项，或选项缺少值", remedy=remedy)
    if type(error).__name__ == "MissingParameter":
        return Fault(field=_shown(parameter), message="缺少此项", remedy=remedy)
    if parameter is not None:
        return Fault(field=_shown(parameter), message=_unfit(said), remedy=remedy)
    if said.startswith("No such command"):
        return Fault(field=quoted, message="没有这个命令", remedy=remedy)
    if said.startswith("Missing command"):
        return Fault(field="", message="缺少命令", remedy=remedy)
    if said.startswith("Got unexpected extra"):
        return Fault(field=said.rpartition("(")[2].rstrip(")"), message="多余的参数", remedy=remedy)
    return Fault(field="", message=said, remedy=remedy)


def _unfit(said: str) -> str:
    """What a value should have been."""
    if choices := re.findall(r"'([^']+)'", said.partition("one of")[2] or said.partition("should be")[2]):
        return f"取值应为 {'、'.join(choices)} 之一"
    if bounds := re.findall(r"(greater|less) than or equal to ([\d.]+)", said):
        return "，".join(f"{'不应小于' if side == 'greater' else '不应大于'} {bound}" for side, bound in bounds)
    kinds = {"integer": "应为整数", "number": "应为数字"}
    return next((words for kind, words in kinds.items() if kind in said), f"取值不合格（{said}）")


def _shown(parameter: object) -> str:
    names = getattr(parameter, "opts", None) or []
    metavar = getattr(parameter, "metavar", None)
    return str(metavar if metavar and not str(names[0]).startswith("-") else names[0])
