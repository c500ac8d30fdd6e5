"""What is decided above the bus is submitted to an authority that has a name, the state's too."""

from tests.unit.routing_world import CASE, World, accepted

CITY, ENERGY = "150600", "150600.nyj"


async def test_an_item_of_the_state_is_taken_submitted_and_decided_by_the_counterpart_of_the_city() -> None:
    world = World()
    await world.hear(accepted(6, traits=["energy_project", "state_approval"]))
    await world.desk(CITY, "accept-transfer", transfer_id=f"{CASE}/6/T1", signed_by="派件岗")

    await world.ask_as(ENERGY, "accepted", 6)
    letter = await world.desk(CITY, "submission", case_number=CASE, item=6)
    await world.ask_as(ENERGY, "submitted", 6, document="鄂能源字〔2026〕1号")
    await world.ask_as(ENERGY, "approved", 6, document="国能源〔2026〕1号")

    (task,) = (await world.query())["tasks"]
    assert (letter["to"], letter["to_name"]) == ("000000", "国家能源部门")
    assert task["state_name"] == "办结（通过）"
    assert [held["holder_name"] for held in task["custody"]][-1] == "国家能源部门"
