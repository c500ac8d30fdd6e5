"""A department looks at its joint reviews at the prompt: how they stand, their papers, their minutes before they are signed."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from deploy.local.cli import department_looking
from shared.errors import Refused
from tests.unit.cli_review_told import HELD, MEETING, MINUTES, PAPER, RESOLVED, REVIEW, told
from tests.unit.cli_world import CASE, LAND, Town, daiban, letter


def test_a_department_sees_its_own_reviews_of_a_case(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town(**{"department.zrzyj.reviews": {"reviews": [told()]}}).installed(monkeypatch)

    daiban("department", "review", LAND, CASE)
    daiban("department", "review", LAND, REVIEW)

    assert town.asked == [(f"dept-{LAND}", "department.zrzyj.reviews", {"case_number": CASE})] * 2
    assert capsys.readouterr().out.count("场地和水土保持") == 2


class Shelf:
    """Files that are always there."""

    def __init__(self, client: Any, region: str, department: str) -> None:
        assert (region, department) == ("150622", "zrzyj")

    async def fetch(self, case: str, file_id: str, out: Path, _moved: Any) -> tuple[dict[str, Any], Path]:
        """Written where it should lie."""
        await asyncio.to_thread(out.write_text, case, encoding="utf-8")
        return {"sha256": PAPER["sha256"] if file_id == PAPER["file_id"] else "0"}, out


def test_the_papers_of_a_review_are_listed_and_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(department_looking, "Shelf", Shelf)
    twice = told(papers=[PAPER, PAPER])
    Town(**{"department.zrzyj.reviews": {"reviews": [twice]}}).installed(monkeypatch)

    daiban("department", "papers", LAND, REVIEW)
    daiban("department", "papers", LAND, REVIEW, "--out", tmp_path / "材料")

    said = "".join(capsys.readouterr().out.split())
    assert "会商材料（第2版）" in said
    assert "已取回2份" in said
    assert sorted(file.name for file in (tmp_path / "材料").iterdir()) == [
        "0c2b8f64-6a5e-5d6b-8f0e-7f2b1d9a4c33 总平面图（改）.pdf",
        "总平面图（改）.pdf",
    ]


def test_a_file_that_is_not_the_version_under_review_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(department_looking, "Shelf", Shelf)
    Town(**{"department.zrzyj.reviews": {"reviews": [told(papers=[PAPER | {"file_id": "F2"}])]}}).installed(monkeypatch)

    with pytest.raises(Refused, match="不是会商的这一版"):
        daiban("department", "papers", LAND, REVIEW, "--out", tmp_path)


def test_the_papers_of_a_closed_review_are_named_and_no_longer_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Town(**{"department.zrzyj.reviews": {"reviews": [told(closed=True)]}}).installed(monkeypatch)

    daiban("department", "papers", LAND, REVIEW)
    with pytest.raises(Refused, match="不再供查阅"):
        daiban("department", "papers", LAND, REVIEW, "--out", tmp_path / "材料")

    said = capsys.readouterr().out
    assert "会商已了结，材料不再供查阅" in said
    assert "取回：" not in said
    assert not (tmp_path / "材料").exists()


def test_a_review_without_papers_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Town(**{"department.zrzyj.reviews": {"reviews": [told(papers=[], edition=0)]}}).installed(monkeypatch)

    daiban("department", "papers", LAND, REVIEW)

    assert "没有会商材料" in capsys.readouterr().out


def test_the_convener_reads_the_minutes_in_its_mail_before_it_signs_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = {
        "review_id": MEETING,
        "state_name": "已结束",
        "you": {"role": "convener"},
        "minutes": "150622-JY2026-0003",
        "next": [],
    }
    town = Town(**{"department.zwj.minutes-signed": signed}).installed(monkeypatch)
    draft = MINUTES | {"number": "", "signed_by": "", "signed_at": None}
    town.mail = [letter("minutes-asked", 1, review_id=MEETING, minutes=draft, due="2026-04-15T17:30:00+08:00")]

    daiban("department", "minutes", HELD["convener"], MEETING)
    daiban("department", "sign-minutes", HELD["convener"], MEETING, "--by", "局长")

    said = capsys.readouterr().out
    assert said.index("未签发") < said.index("召集部门") < said.index("150622-JY2026-0003")
    assert town.asked == [
        ("dept-150622.zwj", "department.zwj.minutes-signed", {"review_id": MEETING, "signed_by": "局长", "remark": ""})
    ]
    assert town.mail[0].message.is_acked


def test_what_was_laid_down_after_the_letter_stands_in_the_minutes_that_are_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    later = RESOLVED | {"resolution": RESOLVED["resolution"] | {"act": "提前介入取水许可"}}
    gone = RESOLVED | {"state": "dropped"}
    town = Town(**{"department.fgw.reviews": {"reviews": [told(resolutions=[later, gone])]}}).installed(monkeypatch)
    town.mail = [letter("minutes-asked", 1, review_id=REVIEW, minutes=MINUTES | {"number": "", "signed_at": None}, due="")]

    daiban("department", "minutes", "150622.fgw", REVIEW)

    said = capsys.readouterr().out
    assert "提前介入取水许可" in said
    assert "批复水土保持方案" not in said


def test_minutes_that_were_issued_are_read_in_the_review(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reviews = [{"reviews": [told(minutes=MINUTES)]}, {"reviews": [told()]}]
    Town(**{"department.zrzyj.reviews": reviews}).installed(monkeypatch)

    daiban("department", "minutes", LAND, REVIEW)

    assert "150622-JY2026-0003" in capsys.readouterr().out
    with pytest.raises(Refused, match="没有可看的会议纪要"):
        daiban("department", "minutes", LAND, REVIEW)
