"""Reviews of a route and what joint_review says of them, as tests of routing make them."""

from services.routing.domain.review import Review
from shared.contracts.joint_review import GivenOpinion, Resolution, ReviewConcluded
from shared.contracts.review_calls import ReviewCall
from tests.unit.test_route import FGW, NUMBER, SLJ, begun

FIRST, SECOND = f"{NUMBER}/R1", f"{NUMBER}/R2"


def review(review_id=FIRST, all_or_nothing=False, **how):
    given = {"kind": "会商联审", "cause": "agent", "subject": "研究", "convener": FGW, "mandatory": (SLJ,)} | how
    return Review(call=ReviewCall(review_id=review_id, **given), all_or_nothing=all_or_nothing)


def called(*reviews, tasks=()):
    route = begun(*tasks)
    for each in reviews:
        route.call(each)
    return route


def given_opinion(party, opinion, **said):
    return GivenOpinion(party=party, role="mandatory", opinion=opinion, **said)


def resolution(number=1):
    return Resolution(
        resolution_id=f"{FIRST}/A{number}",
        owner=SLJ,
        owner_name="准格尔旗水利局",
        act="补测河道管理范围",
        done_when="成果图盖章",
        due="2026-03-20T17:30:00+08:00",
    )


def concluded(review_id, outcome, opinions=(), **more):
    told = {"cause": "agent", "concluded_at": "2026-03-05T10:00:00+08:00"} | more
    return ReviewConcluded(review_id=review_id, outcome=outcome, opinions=opinions, **told)
