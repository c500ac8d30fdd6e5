"""What others have objected stands beside a task as that, never among its conditions."""

import json
from pathlib import Path

from deploy.local.cli.letters import _assigned

ASSIGNMENT = json.loads((Path(__file__).parent.parent / "golden" / "departments.assignment.json").read_text())


def test_an_objection_is_shown_apart_from_the_conditions() -> None:
    shown = _assigned(ASSIGNMENT | {"conditions": ["先办用地", "不同意见：准格尔旗水利局：须先避让河道；建议：取水口下移"]})

    assert "；会商条件：先办用地；会商中的不同意见：准格尔旗水利局：须先避让河道；建议：取水口下移（供参考，不是条件）" in shown
