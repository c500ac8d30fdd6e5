import pytest

from services.routing.domain.answers import OutOfPlace
from shared.errors import Refused
from tests.unit.test_route import FGW, begun, say


def test_an_answer_that_may_only_be_early_is_told_apart_from_one_that_is_wrong_in_itself():
    route = begun()
    with pytest.raises(OutOfPlace):
        say(route, FGW, "special-ended", 5)
    say(route, FGW, "special-started", 5, procedure="专家评审")

    with pytest.raises(Refused) as refused:
        say(route, FGW, "refused", 5)

    assert not isinstance(refused.value, OutOfPlace)
    assert {fault.field for fault in refused.value.faults} == {"reason", "task_id"}
