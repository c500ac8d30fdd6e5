"""Each rule of each rulebook by itself, from the tables in rules_rows_*.py."""

import pytest

from tests.unit.rules_rows_base import BASE
from tests.unit.rules_rows_local import BALINZUO, CHIFENG, HANGJIN_BANNER, HENAN, NEIXIANG, ORDOS
from tests.unit.rules_world import REGIONS, Row, book, fired

TABLES = dict(zip(REGIONS, (BASE, ORDOS, HANGJIN_BANNER, CHIFENG, BALINZUO, HENAN, NEIXIANG), strict=True))
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


def test_there_are_sixty_rules_and_more() -> None:
    assert len({rule.id for region in REGIONS for rule in book(region).rules}) >= 60
