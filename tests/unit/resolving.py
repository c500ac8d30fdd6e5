"""What a rung resolves in tests: measures, the answer that lays them down, and what is wrong with it."""

from tests.unit.routing_world import SLJ


def measure(owner=SLJ, due="2026-03-06", **more):
    return {"owner": owner, "act": "出具书面意见", "due": due, **more}


def handle(owner, item, due="2026-03-20"):
    return measure(owner, due, binding="handle", item=item)


async def party(desks, number=1):
    return (await desks.route()).matters[f"{desks.case}/E{number}"].now_at.rung.party


async def resolves(desks, *measures, number=1, **said):
    said = {"note": "会议议定如下事项", "document": "鄂工改办纪要〔2026〕3号", **said}
    return await desks.says(await party(desks, number), "resolved", f"E{number}", measures=measures, **said)


async def faults(desks, *measures, number=1, **said):
    said = {"note": "会议议定如下事项", **said}
    return await desks.refuses(await party(desks, number), "resolved", f"E{number}", measures=measures, **said)


async def state(desks, number=1):
    return (await desks.route()).matters[f"{desks.case}/E{number}"].state
