"""Each rule of each rulebook by itself, from the tables in rules_rows_*.py."""

import pytest

from tests.unit.rules_rows_base import BASE
from tests.unit.rules_rows_escalation import (
    BALINZUO_RUNGS,
    BASE_RUNGS,
    CHIFENG_RUNGS,
    HENAN_RUNGS,
    NEIXIANG_RUNGS,
    ORDOS_RUNGS,
)
from tests.unit.rules_rows_level import LEVELS
from tests.unit.rules_rows_local import (
    BALINZUO,
    CHIFENG,
    CHIFENG_LEVELS,
    HANGJIN_BANNER,
    HENAN,
    NANYANG,
    NEIXIANG,
    ORDOS,
    ORDOS_LEVELS,
    ZHUNGEER_BANNER,
)
from tests.unit.rules_world import REGIONS, SHIPPED, Row, book, fired

TABLES = {
    "150000": [*BASE, *LEVELS, *BASE_RUNGS],
    "150600": [*ORDOS, *ORDOS_LEVELS, *ORDOS_RUNGS],
    "150622": ZHUNGEER_BANNER,
    "150625": HANGJIN_BANNER,
    "150400": [*CHIFENG, *CHIFENG_LEVELS, *CHIFENG_RUNGS],
    "150422": [*BALINZUO, *BALINZUO_RUNGS],
    "410000": [*HENAN, *HENAN_RUNGS],
    "411300": NANYANG,
    "411325": [*NEIXIANG, *NEIXIANG_RUNGS],
}
ROWS = [pytest.param(region, row, id=f"{region}:{row.rule}") for region, rows in TABLES.items() for row in rows]


@pytest.mark.parametrize(("region", "row"), ROWS)
def test_a_rule_holds_when_its_clause_says_so_and_not_otherwise(region: str, row: Row) -> None:
    rule = book(region).by_id[row.rule]

    assert (rule.region, rule.basis.clause) == (region, row.clause)
    assert row.rule in fired(region, row.holds)
    assert [facts for facts in row.fails if row.rule in fired(region, facts)] == []


@pytest.mark.parametrize("region", REGIONS)
def test_every_rule_has_a_row(region: str) -> None:
    own = {rule.id for rule in book(region).rules if rule.region == region}

    assert own == {row.rule for row in TABLES[region]}


def test_every_region_with_rules_of_its_own_has_a_table() -> None:
    assert tuple(TABLES) == REGIONS
    assert set(TABLES) == {path.parent.name for path in SHIPPED.glob("*/rulebook.yaml")}


def test_there_are_sixty_rules_and_more() -> None:
    assert len({rule.id for region in REGIONS for rule in book(region).rules}) >= 60
