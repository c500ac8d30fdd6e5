"""What the shipped centres say of themselves, and of their departments."""

from datetime import date, time
from pathlib import Path

import pytest

from shared.jurisdictions import CentreUnknown, DepartmentUnknown, ItemUnknown, Jurisdictions

SHIPPED = Path(__file__).parents[2] / "deploy" / "jurisdictions"

"""帮您办方案 附件2 (seed 003), in its order."""


"""薛家湾镇 of 准格尔旗."""


@pytest.fixture(scope="module")
def shipped() -> Jurisdictions:
    return Jurisdictions.load(SHIPPED)


def test_neixiang_checks_in_a_day_tells_the_same_day_and_submits_in_two(shipped: Jurisdictions) -> None:
    settings = shipped.centre("411325").settings
    days = (settings.check_working_days, settings.notify_missing_working_days, settings.submit_working_days)

    assert [limit.value for limit in days] == [1, 0, 2]
    assert {limit.mark for limit in days} == {"sourced"}
    assert {limit.basis for limit in days} == {"指导意见 二（三）6"}
    assert shipped.centre("150622").settings.check_working_days.mark == "inferred"


def test_neixiang_posts_results_to_applicants_of_counties_and_offers_its_own_services(shipped: Jurisdictions) -> None:
    centre = shipped.centre("411325")

    assert centre.name == "内乡县行政审批服务中心"
    assert "县区申请人" in centre.delivery["post"].offered_to
    assert set(centre.services) == {"coaching", "accompany", "agency"}
    assert centre.services["coaching"].name == "事前辅导"


def test_henan_borrows_the_catalogue_says_so_and_leaves_the_pastoral_item_out(shipped: Jurisdictions) -> None:
    borrowed = shipped.catalogue("411325")

    assert set(borrowed) == set(range(1, 32)) - {18}
    assert borrowed[22].origin.mark == "inferred"
    assert shipped.item("150622", 22).origin.mark == "sourced"


def test_a_setting_is_a_term_for_the_clock(shipped: Jurisdictions) -> None:
    delivery = shipped.centre("150622").settings.delivery_working_days.term("送达")

    assert (delivery.days, delivery.unit, delivery.basis) == (10, "working", "行政许可法 第四十四条")


def test_a_centre_knows_its_hours_and_its_working_days(shipped: Jurisdictions) -> None:
    centre = shipped.centre("150621")

    assert (centre.hours.opens, centre.hours.closes) == (time(8, 30), time(17, 30))
    assert centre.calendar.is_working(date(2026, 2, 14)), "a Saturday made up for 春节"


def test_banners_report_to_the_city_by_the_twenty_fourth(shipped: Jurisdictions) -> None:
    report = shipped.centre("150627").settings.monthly_report_day

    assert report is not None
    assert report.value == 24
    assert shipped.centre("150422").settings.monthly_report_day is None


def test_the_ladder_of_ordos_ends_at_the_leading_group_office_and_that_of_chifeng_does_not(shipped: Jurisdictions) -> None:
    ordos, chifeng = shipped.centre("150622").escalation, shipped.centre("150422").escalation

    assert [rung.convener for rung in ordos.values()] == ["lead", "zfb", "150600.ldxzb"]
    assert [rung.convener for rung in chifeng.values()] == ["lead", "zfb"]


@pytest.mark.parametrize(
    ("region", "code", "name"),
    [
        ("150622100", "xzzf", "薛家湾镇人民政府"),
        ("150622", "xzzf", "准格尔旗所属镇人民政府"),
        ("150422100", "bmfw", "林东镇便民服务中心"),
        ("150621", "zrzyj", "达拉特旗自然资源局"),
        ("150600", "zrzyj", "鄂尔多斯市自然资源局"),
        ("150000", "zrzyj", "内蒙古自治区自然资源厅"),
        ("150700", "zrzyj", "呼伦贝尔市自然资源局"),
        ("150600", "zwj", "鄂尔多斯市行政审批和政务服务局"),
        ("150622", "zwj", "准格尔旗政务服务局"),
        ("150422", "zwj", "巴林左旗政务服务局"),
        ("411325", "zwj", "内乡县行政审批服务中心"),
        ("150600", "ldxzb", "鄂尔多斯市工程建设项目审批制度改革领导小组办公室"),
        ("150621", "tzb", "达拉特旗委统战部"),
    ],
)
def test_a_department_bears_the_name_of_its_region_and_level(shipped: Jurisdictions, region: str, code: str, name: str) -> None:
    department = shipped.department(region, code)

    assert (department.name, department.region, department.code) == (name, region, code)


@pytest.mark.parametrize(("region", "code"), [("150622", "ldxzb"), ("150400", "ldxzb"), ("150622", "ksaj"), ("150600", "foo")])
def test_a_department_that_a_region_lacks_is_unknown_there(shipped: Jurisdictions, region: str, code: str) -> None:
    with pytest.raises(DepartmentUnknown, match=code):
        shipped.department(region, code)


def test_only_departments_of_centres_on_the_bus_get_a_place_on_it(shipped: Jurisdictions) -> None:
    everyone = shipped.all_departments()

    assert ("150600", "ldxzb") in everyone
    assert ("150622", "zrzyj") in everyone
    assert not {region for region, _ in everyone} & {"150000", "410000"}
    assert len(everyone) == len(set(everyone))


def test_what_is_not_there_is_told_by_its_name(shipped: Jurisdictions) -> None:
    with pytest.raises(CentreUnknown, match="150424"):
        shipped.centre("150424")
    with pytest.raises(ItemUnknown, match="no item 99 at 150622"):
        shipped.item("150622", 99)
