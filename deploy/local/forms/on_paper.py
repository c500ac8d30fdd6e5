"""A case as its forms need it: what intake's account of it says, with names in place of codes, restricted items veiled."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

from deploy.local.forms.labels import APPLICATION, AUTHORISATION, MATERIAL_FORMS, OTHER, WANTED_BY_DELIVERY
from shared.clock import in_china
from shared.contracts.application import Project
from shared.contracts.common import RESTRICTED_NAME, ItemState
from shared.jurisdictions import Centre, Item

Told = Mapping[str, Any]
ASK_THE_WINDOW: Final = "请到窗口了解"
VEILED: Final = f"{RESTRICTED_NAME}的材料"


class Box(NamedTuple):
    """□ or ☑ with what stands beside it."""

    name: str
    ticked: bool


class Result(NamedTuple):
    """What came out of one item."""

    name: str
    state: str
    department: str
    document: str
    reason: str  # of a refusal; of an approval the conditions of a joint review
    day: str


class Row(NamedTuple):
    """A material of an item, as a row of a table."""

    item: str
    material: str
    remark: str
    day: str = ""


class CaseOnPaper:
    """Everything that the forms of one case say. Of a restricted item neither name nor number, material or result is said."""

    def __init__(self, told: Told, centre: Centre, catalogue: Mapping[int, Item]) -> None:
        self.told = told
        self.centre = centre
        self._catalogue = catalogue

    @property
    def number(self) -> str:
        """办件编号."""
        return str(self.told["case_number"])

    @property
    def form(self) -> Told:
        """The application."""
        application: Told = self.told["application"]
        return application

    @property
    def applicant(self) -> Told:
        """申请单位."""
        found: Told = self.form["applicant"]
        return found

    @property
    def project(self) -> Told:
        """项目; where none is concerned, nothing but blanks."""
        return dict.fromkeys(Project.model_fields) | (self.form["project"] or {})

    @property
    def agent(self) -> str:
        """代办员 as the agreement names him: who signed it, else who holds the case. A post, never a person's name."""
        signed = self.signature("agent", (self.told["mandate"] or {}).get("signatures", ()))
        return str(signed["who"] if signed else self.told["agent"]["title"])

    @property
    def agent_now(self) -> str:
        """代办员 who holds the case now; empty while it is the one whom the agreement names."""
        title = str(self.told["agent"]["title"])
        return "" if title == self.agent else title

    @cached_property
    def veiled(self) -> frozenset[int]:
        """Items whose name is printed nowhere."""
        return frozenset(number for number, item in self._catalogue.items() if item.restricted)

    @property
    def _hidden_materials(self) -> set[str]:
        asked = self.told["materials"]
        plain = {each["material"] for each in asked if each["item"] not in self.veiled}
        return {each["material"] for each in asked if each["item"] in self.veiled} - plain

    def name(self, number: int) -> str:
        """事项名称."""
        if number in self.veiled:
            return RESTRICTED_NAME
        if number == OTHER and self.form["other_item"]:
            return str(self.form["other_item"])
        item = self._catalogue.get(number)
        return item.name if item else f"事项 {number}"

    def names(self, numbers: Iterable[int]) -> str:
        """事项名称 in a row; some of them have commas of their own."""
        return "；".join(dict.fromkeys(self.name(number) for number in numbers))

    @property
    def left(self) -> tuple[int, ...]:
        """Items that were not withdrawn."""
        return tuple(item for item in self.told["items"] if item not in self.told["withdrawn"])

    @property
    def entrusted(self) -> tuple[int, ...]:
        """Items of the mandate; of a kind without one: all."""
        mandate = self.told["mandate"]
        return tuple(mandate["items"] if mandate else self.told["items"])

    @property
    def matter(self) -> str:
        """项目（事项名称）, or the items alone where no project is concerned."""
        items = self.names(self.left or self.told["items"])
        name = self.project["name"]
        return f"{name}（{items}）" if name else items

    def boxes(self, labels: Mapping[int, str], chosen: Iterable[int]) -> list[Box]:
        """Every box of the form in its order; what the form does not list comes behind, veiled items without their name."""
        wanted = set(chosen)
        strange = sorted(wanted - labels.keys() - self.veiled - {OTHER})
        listed = [Box(name, number in wanted) for number, name in labels.items()]
        veiled = [Box(RESTRICTED_NAME, ticked=True)] if wanted & self.veiled else []
        return [*listed, *(Box(self.name(number), ticked=True) for number in strange), *veiled]

    @property
    def applied_boxes(self) -> list[Box]:
        """附件4."""
        return self.boxes(APPLICATION, self.told["items"])

    @property
    def authorised_boxes(self) -> list[Box]:
        """附件5."""
        return self.boxes(AUTHORISATION, self.authorised)

    @property
    def authorised(self) -> tuple[int, ...]:
        """Items that the 授权委托书 covers."""
        items = (self.form["authorisation"] or {}).get("items", "all")
        return tuple(self.told["items"] if items == "all" else items)

    @property
    def wants(self) -> set[str]:
        """代办内容: what was marked, with the way of delivery that was chosen."""
        coached = {"coaching"} if self.form["service"] == "coaching" or self.form["coaching_items"] else set()
        return {*self.form["wants"], WANTED_BY_DELIVERY[self.form["delivery"]["method"]]} | coached

    @property
    def lacking(self) -> list[Row]:
        """All that is missing or not in order, with how to mend it."""
        return [self._row(each, each["how_to"]) for each in self.told["missing"]]

    @property
    def received(self) -> list[Row]:
        """Materials that were handed in: original or copy, and when."""
        came = (each for each in self.told["materials"] if each["received_at"])
        return [self._row(each, MATERIAL_FORMS.get(each["form"], ""), day(each["received_at"])) for each in came]

    @property
    def handed_back(self) -> list[Row]:
        """Originals that were given back, and when."""
        back = (each for each in self.told["materials"] if each["returned_at"])
        return [self._row(each, "原件", day(each["returned_at"])) for each in back]

    def promised(self, kind: str) -> list[Row]:
        """容缺 or 告知承诺: the material, by when, and when it was promised."""
        made = (each for each in self.told["promises"] if each["kind"] == kind)
        return [self._row(each, day(each["due"]), day(each["made_at"])) for each in made]

    def materials(self, names: Iterable[str]) -> str:
        """材料 in a row."""
        return "、".join(dict.fromkeys(VEILED if name in self._hidden_materials else name for name in names))

    def _row(self, each: Told, remark: str, when: str = "") -> Row:
        if each["item"] in self.veiled:
            return Row(RESTRICTED_NAME, VEILED, ASK_THE_WINDOW if "how_to" in each else remark, when)
        return Row(self.name(each["item"]), each["material"], remark, when)

    @property
    def results(self) -> list[Result]:
        """办理情况 item by item."""
        return [self._result(each) for each in self.told["results"]]

    def _result(self, each: Told) -> Result:
        state, when = ItemState(each["state"]).label, day(each["decided_at"]) if each["decided_at"] else ""
        if each["item"] in self.veiled:
            return Result(RESTRICTED_NAME, state, "", "", "", when)
        why = each["reason"] or ("附条件，" + "；".join(each["conditions"]) if each["conditions"] else "")
        said = (each["department_name"], each["document"] or "", why)
        return Result(self.name(each["item"]), state, *said, when)

    @staticmethod
    def signature(party: str, given: Iterable[Told]) -> Told | None:
        """The signature of that side; None: to be signed by hand."""
        return next((each for each in given if each["party"] == party), None)


def day(when: str | None) -> str:
    """`2026年3月2日` in China of an instant or a date in ISO; the blanks of a form where there is none."""
    if not when:
        return "　　　　年　　月　　日"
    found = in_china(datetime.fromisoformat(when)).date() if "T" in when else date.fromisoformat(when)
    return f"{found.year}年{found.month}月{found.day}日"


def money(yuan: int | None) -> str:
    """`38500万元`; empty where it is not known."""
    if yuan is None:
        return ""
    return f"{yuan}元" if yuan % 10_000 else f"{yuan // 10_000}万元"
