"""The life of a layer and of an edition: what each act asks for, and what is refused with which remedy."""

import pytest

from services.routing.domain.lifecycle import Act, Edition, Layer, LayerState, Page, Rehearsal, Standing, first_one, layer_id
from shared.errors import Refused

TEXT = "rules:\n- {id: balloons_are_handled_by_the_banner, off: true}\n"
OTHER = "rules: []\n"
CITY, BANNER, NEXT = "150600", "150622", "150621"
RUNNING = {CITY: "aaaa00000001", BANNER: "aaaa00000001", NEXT: "aaaa00000001"}


def act(what="published", request=""):
    return Act(act=what, by="市政务服务局审批改革科", at="2026-03-02T09:00:00+08:00", why="市局 3 月例会决定", request=request)


def page(cursor, finished, changed=1):
    sums = {BANNER: {"level": changed, "cases": changed}} if changed else {}
    return Page(cursor=cursor, cases=10, changed=changed, unrecorded=1, sums=sums, finished=finished)


def draft():
    return Layer.drafted(CITY, TEXT, act("drafted"))


def checked():
    return draft().checked(act("checked"), 0)


def rehearsed():
    layer = checked()
    return layer.rehearsed(layer.rehearsing(RUNNING).gone_on(page("", True)), act("rehearsed"))


def published():
    return rehearsed().published(act())


def retired():
    return rehearsed().retired(act("retired"), ())


def edition(centre=BANNER, layers=None, version="aaaa00000001"):
    return Edition(centre=centre, now=Standing(version=version, layers=layers or {}), acts=(act("deployed"),))


def reason(refused):
    return "".join(f"{fault.message}｜{fault.remedy}" for fault in refused.value.faults)


def test_a_layer_goes_from_draft_to_checked_to_rehearsed_to_published_to_retired():
    states = [layer.state for layer in (draft(), checked(), rehearsed(), published(), published().retired(act("retired"), ()))]

    assert states == list(LayerState)
    assert [state.label for state in states] == ["草案", "已核查", "已试演", "已发布", "已停用"]


def test_every_act_stays_on_record_with_who_when_why_and_about_which_draft():
    acts = published().retired(act("retired"), ()).acts

    assert [each.act for each in acts] == ["drafted", "checked", "rehearsed", "published", "retired"]
    assert {(each.by, each.draft) for each in acts} == {("市政务服务局审批改革科", layer_id(CITY, TEXT))}


def test_a_draft_that_was_not_checked_is_not_rehearsed():
    with pytest.raises(Refused) as refused:
        draft().rehearsing(RUNNING)

    assert "尚未通过核查" in reason(refused)
    assert "daiban rules check" in reason(refused)


def test_a_draft_that_was_not_checked_is_not_published():
    with pytest.raises(Refused) as refused:
        draft().must_be_publishable(RUNNING)

    assert "尚未通过核查" in reason(refused)


def test_a_draft_that_was_not_rehearsed_is_not_published():
    with pytest.raises(Refused) as refused:
        checked().must_be_publishable(RUNNING)

    assert "尚未用以往办件试演" in reason(refused)
    assert "daiban rules rehearse" in reason(refused)


def test_half_a_rehearsal_is_none():
    layer = checked()
    half = layer.rehearsed(layer.rehearsing(RUNNING).gone_on(page("150622-20260302-000010", finished=False)), act("rehearsed"))

    assert half.state is LayerState.CHECKED
    assert half.acts == layer.acts
    with pytest.raises(Refused):
        half.must_be_publishable(RUNNING)


def test_a_rehearsal_adds_its_pages_up_and_goes_on_where_it_was():
    layer = checked()
    going = layer.rehearsing(RUNNING).gone_on(page("150622-20260302-000010", finished=False))
    on = layer.rehearsed(going, act("rehearsed")).rehearsing(RUNNING)
    done = on.gone_on(page("", finished=True, changed=2))

    assert on.cursor == "150622-20260302-000010"
    assert (done.cases, done.changed, done.unrecorded, done.finished) == (20, 3, 2, True)
    assert done.sums == {BANNER: {"level": 3, "cases": 3}}


def test_a_rehearsal_against_rules_that_have_changed_since_counts_for_nothing():
    moved = {**RUNNING, BANNER: "bbbb00000002"}

    with pytest.raises(Refused) as refused:
        rehearsed().must_be_publishable(moved)

    assert "150622 运行的规则已经改变" in reason(refused)
    assert rehearsed().rehearsing(moved) == Rehearsal(base=moved)
    rehearsed().must_be_publishable({NEXT: RUNNING[NEXT]})


def test_a_check_that_finds_faults_makes_a_draft_of_it_again_but_leaves_what_is_published():
    assert rehearsed().checked(act("checked"), 2).state is LayerState.DRAFT
    assert published().checked(act("checked"), 2).state is LayerState.PUBLISHED
    assert rehearsed().checked(act("checked"), 2).acts[-1].act == "unsound"
    assert rehearsed().checked(act("checked"), 0).state is LayerState.REHEARSED


def test_a_layer_that_runs_somewhere_is_not_retired():
    with pytest.raises(Refused) as refused:
        published().retired(act("retired"), (BANNER,))

    assert "正在 150622 运行" in reason(refused)
    assert "rollback" in reason(refused)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda layer: layer.checked(act("checked"), 0),
        lambda layer: layer.rehearsing(RUNNING),
        lambda layer: layer.must_be_publishable(RUNNING),
        lambda layer: layer.retired(act("retired"), ()),
    ],
    ids=["check", "rehearse", "publish", "retire"],
)
def test_nothing_can_be_done_with_a_retired_layer(attempt):
    with pytest.raises(Refused) as refused:
        attempt(retired())

    assert "已停用" in reason(refused)


def test_a_layer_goes_to_all_only_after_one_centre_ran_it():
    layer = rehearsed()
    nobody = (edition(BANNER), edition(NEXT))
    somebody = (edition(BANNER, {CITY: layer.id}), edition(NEXT))

    with pytest.raises(Refused) as refused:
        first_one(layer, nobody)

    assert "还没有在任何一个中心运行过" in reason(refused)
    assert f"--to {BANNER}" in reason(refused)
    first_one(layer, somebody)


def test_where_there_is_only_one_centre_it_is_the_first_and_all():
    first_one(rehearsed(), (edition(BANNER),))


def test_an_edition_goes_on_and_back_and_keeps_the_record():
    layer = published()
    before = edition()
    after = before.published(layer, "bbbb00000002", act())
    back = after.rolled_back(CITY, act("rolled_back"))

    assert (after.number, after.now.version, after.runs(layer.id)) == (2, "bbbb00000002", True)
    assert (back.number, back.now, back.earlier) == (3, before.now, ())
    assert [each.act for each in back.acts] == ["deployed", "published", "rolled_back"]
    assert (back.acts[-1].before, back.acts[-1].after) == ({BANNER: "bbbb00000002"}, {BANNER: "aaaa00000001"})


def test_there_is_no_way_back_from_the_files():
    with pytest.raises(Refused) as refused:
        edition().rolled_back(CITY, act("rolled_back"))

    assert "没有更早的版本可退" in reason(refused)


def test_a_region_takes_back_only_what_it_published_itself():
    own = Layer.drafted(BANNER, OTHER, act("drafted"))
    after = edition().published(published(), "bbbb00000002", act()).published(own, "cccc00000003", act())

    with pytest.raises(Refused) as refused:
        after.rolled_back(CITY, act("rolled_back"))

    assert "不是 150600 的规则" in reason(refused)
    assert after.rolled_back(BANNER, act("rolled_back")).rolled_back(CITY, act("rolled_back")).now.version == "aaaa00000001"


def test_a_layer_that_was_taken_back_everywhere_may_be_published_again():
    assert published().taken_back(act("rolled_back"), still_running=True).state is LayerState.PUBLISHED
    again = published().taken_back(act("rolled_back"), still_running=False)

    assert again.state is LayerState.REHEARSED
    again.must_be_publishable(RUNNING)


def test_files_that_were_deployed_anew_keep_the_published_layers():
    layer = published()
    after = edition().published(layer, "bbbb00000002", act()).deployed("dddd00000004", act("deployed"))

    assert after.now == Standing(version="dddd00000004", layers={CITY: layer.id}, changed=layer.id)
    assert len(after.earlier) == 1


def test_a_request_is_known_by_its_id():
    assert published().published(act(request="r-1")).did("r-1")
    assert not published().did("r-1")
    assert edition().published(published(), "bbbb00000002", act(request="r-1")).did("r-1")
