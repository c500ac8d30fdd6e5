"""What each jurisdiction set up: centre, departments, catalogue, kinds of joint review; inherited from the region above."""

from shared.jurisdictions.agent import Agent
from shared.jurisdictions.centre import Centre, Delivery, Hours, Offer, Rung, Settings
from shared.jurisdictions.department import Department
from shared.jurisdictions.faults import JurisdictionsFaulty
from shared.jurisdictions.item import Item, Limit, Material, Prerequisite, SpecialStep
from shared.jurisdictions.jurisdictions import (
    CentreUnknown,
    DepartmentUnknown,
    ItemUnknown,
    Jurisdictions,
    ReviewTemplateUnknown,
)
from shared.jurisdictions.order import prerequisites
from shared.jurisdictions.review_template import ReviewTemplate
from shared.jurisdictions.setting import Setting, WorkingDays

__all__ = [
    "Agent",
    "Centre",
    "CentreUnknown",
    "Delivery",
    "Department",
    "DepartmentUnknown",
    "Hours",
    "Item",
    "ItemUnknown",
    "Jurisdictions",
    "JurisdictionsFaulty",
    "Limit",
    "Material",
    "Offer",
    "Prerequisite",
    "ReviewTemplate",
    "ReviewTemplateUnknown",
    "Rung",
    "Setting",
    "Settings",
    "SpecialStep",
    "WorkingDays",
    "prerequisites",
]
