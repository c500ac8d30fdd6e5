"""Reads the YAML files of all jurisdictions from disk: the only I/O of this package."""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from shared.errors import Fault

CENTRE: Final = "centre.yaml"
DEPARTMENTS: Final = "departments.yaml"
CATALOGUE: Final = "catalogue.yaml"
REVIEWS: Final = "reviews.yaml"
FILES: Final = (CENTRE, DEPARTMENTS, CATALOGUE, REVIEWS)

Raw = Mapping[str, Any]
Documents = dict[str, dict[str, Raw]]
"""code -> file name -> what the file says, keys as text."""


class StrictLoader(yaml.CSafeLoader):
    """A safe loader that does not let the second of two equal keys win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping. Errors: MarkedYAMLError at a key that stands twice."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"重复的键“{key}”", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_documents(folder: Path) -> tuple[Documents, list[Fault]]:
    """Every jurisdiction's files as they stand, and what could not be read; a file that is absent says nothing."""
    documents: Documents = {}
    faults: list[Fault] = []
    for directory in sorted(path for path in folder.glob("*") if path.is_dir() and path.name.isdigit()):
        said = documents[directory.name] = {}
        for file in FILES:
            found = _read(directory / file)
            if isinstance(found, Fault):
                faults.append(found)
            else:
                said[file] = found
    return documents, faults


def _read(path: Path) -> Raw | Fault:
    name = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        return {}
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), StrictLoader)  # noqa: S506  # derives from SafeLoader
    except UnicodeDecodeError:
        return Fault(field=name, message="不是 UTF-8 编码的文本", remedy="用 UTF-8 编码另存")
    except yaml.YAMLError as fault:
        return Fault(field=_place(name, fault), message=_problem(fault), remedy="检查这一行附近的缩进、冒号和引号")
    if not isinstance(said, Mapping | None):
        return Fault(field=name, message="应为“键: 值”的形式", remedy="参照 150000 目录下的同名文件")
    return {str(key): _texts(value) for key, value in (said or {}).items()}


def _place(name: str, fault: yaml.YAMLError) -> str:
    mark = getattr(fault, "problem_mark", None)
    return f"{name} 第{mark.line + 1}行" if mark else name


def _problem(fault: yaml.YAMLError) -> str:
    problem = getattr(fault, "problem", None) or "无法解析"
    return problem if problem.startswith("重复") else f"YAML 格式有误（{problem}）"


def _texts(said: Any) -> Any:
    """The same with every key as text, so that 22 and "22" are one item and a date is one day."""
    if isinstance(said, Mapping):
        return {str(key): _texts(value) for key, value in said.items()}
    return [_texts(value) for value in said] if isinstance(said, list) else said
