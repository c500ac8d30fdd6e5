"""Reads rulebook.yaml of every jurisdiction with the files that it refers to, and knows on which line each thing stands."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from shared.errors import Fault
from shared.jurisdictions.files import CATALOGUE, CENTRE, DEPARTMENTS, StrictLoader
from shared.jurisdictions.inherit import INHERITS

RULEBOOK: Final = "rulebook.yaml"
READ: Final = (RULEBOOK, DEPARTMENTS, CENTRE, CATALOGUE)

Steps = tuple[str | int, ...]
"""Way to a thing inside a file: keys and list positions."""
Sources = dict[str, dict[str, "Source"]]
"""code -> file name -> the file; every numbered directory is there, if with no file."""


class _Loader(StrictLoader):
    """A strict loader to which `off`, `on`, `yes` and `no` are words: only true and false are not."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or letter in "tTfF"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Source(NamedTuple):
    """One file: its name with its directory, what it says, and where."""

    name: str
    said: Mapping[str, Any]
    root: yaml.Node | None

    def place(self, path: Steps = ()) -> str:
        """`150600/rulebook.yaml 第31行`: the line of what lies at the path, or of the last step that exists."""
        return f"{self.name} 第{_line(self.root, path)}行"


def read_sources(folder: Path) -> tuple[Sources, list[Fault]]:
    """These files of every jurisdiction, and what could not be read of them; a file that is absent says nothing."""
    sources: Sources = {}
    faults: list[Fault] = []
    for directory in sorted(path for path in folder.glob("*") if path.is_dir() and path.name.isdigit()):
        read = sources[directory.name] = {}
        for file in READ:
            found = _read(directory / file)
            if isinstance(found, Fault):
                faults.append(found)
            else:
                read[file] = found
    return sources, faults


def lay_over(sources: Sources, texts: Mapping[str, str]) -> list[Fault]:
    """Puts published rules in the place of the files: region -> text of its rulebook.yaml. What cannot be read is told."""
    faults: list[Fault] = []
    for region, text in texts.items():
        found = _parsed(f"{region}/{RULEBOOK}", text.encode())
        if isinstance(found, Fault):
            faults.append(found)
        sources.setdefault(region, {})[RULEBOOK] = Source(f"{region}/{RULEBOOK}", {}, None) if isinstance(found, Fault) else found
    return faults


def _read(path: Path) -> Source | Fault:
    name = f"{path.parent.name}/{path.name}"
    return _parsed(name, path.read_bytes()) if path.is_file() else Source(name, {}, None)


@lru_cache(maxsize=128)  # a centre shares most of its files with the others, and parsing is most of the work
def _parsed(name: str, text: bytes) -> Source | Fault:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        said = loader.construct_document(root) if root else {}
    except yaml.YAMLError as error:
        return _unreadable(name, error)
    finally:
        loader.dispose()
    if not isinstance(said, Mapping):
        return Fault(field=f"{name} 第1行", message="应为“键: 值”的形式", remedy="参照 150000 目录下的同名文件")
    return Source(name, _stages(said), None) if name.endswith(CATALOGUE) else Source(name, said, root)


def _stages(catalogue: Mapping[str, Any]) -> dict[str, Any]:
    """Of a catalogue only what rules can ask: the items, each with its stage if it states one. The rest is megabytes."""
    items = catalogue.get("items")
    known = items.items() if isinstance(items, Mapping) else ()
    told = {str(item): _stage(said) for item, said in known if str(item).isdecimal()}
    return {INHERITS: catalogue.get(INHERITS), "items": told}


def _stage(item: Any) -> dict[str, Any] | None:
    """None takes an item out of an inherited catalogue. What is malformed, the catalogue's own check tells."""
    if item is None:
        return None
    stage = item.get("stage") if isinstance(item, Mapping) else None
    return {"stage": stage["code"]} if isinstance(stage, Mapping) and isinstance(stage.get("code"), str) else {}


def _unreadable(name: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "不是 UTF-8 编码的文本"
    return Fault(
        field=f"{name} 第{mark.line + 1}行" if mark else name,
        message=problem if problem.startswith("重复") else f"YAML 无法解析（{problem}）",
        remedy="检查这一行附近的缩进、冒号和引号；重复的键只留一个",
    )


def _line(node: yaml.Node | None, path: Steps) -> int:
    """The line on which the thing at the path begins, counted from 1; of a key, the key's own."""
    line = node.start_mark.line if node else 0
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step], node.value[step])
        else:
            found = None
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return line + 1
