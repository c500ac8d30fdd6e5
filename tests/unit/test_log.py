import json
import logging
import sys

import pytest

from shared.log import PROCESSORS, library_formatter, masked

ID_NUMBER, VEILED_ID = "11010519491231002X", "110***********002X"
PHONE, VEILED_PHONE = "13800000000", "138****0000"


def line(method="info", **event):
    """The line that an event becomes."""
    for processor in PROCESSORS:
        event = processor(None, method, event)
    return json.loads(event)


def record(message, *arguments, error=None):
    """The line that a library's record becomes."""
    made = logging.LogRecord("motor", logging.WARNING, __file__, 1, message, arguments, error)
    return json.loads(library_formatter("intake").format(made))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ID_NUMBER, VEILED_ID),
        (ID_NUMBER.lower(), "110***********002x"),
        (f"经办人{ID_NUMBER}，电话{PHONE}。", f"经办人{VEILED_ID}，电话{VEILED_PHONE}。"),
        (f"phone={PHONE}", f"phone={VEILED_PHONE}"),
        ("138 0000 0000", VEILED_PHONE),
        ("138-0000-0000", VEILED_PHONE),
        ("+8613800000000", "+86138****0000"),
        ("１１０１０５１９４９１２３１００２Ｘ", "１１０***********００２Ｘ"),
        ("８６１３８００００００００", "８６１３８****００００"),
        (f"{PHONE},{PHONE}", f"{VEILED_PHONE},{VEILED_PHONE}"),
    ],
)
def test_a_persons_numbers_are_reduced_to_their_ends(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "150622-20260302-000001",
        "evt.150622.routing.case-routed",
        "2603-150622-04-01-000122",
        "2026-03-02T09:00:00.123456+08:00",
        "91150622MADEM012XX",
        "385000000",
        "routing-on-answer:1795227569418002",
    ],
)
def test_what_is_no_persons_number_can_be_read(text):
    assert masked(text) == text


def test_an_event_is_a_line_of_json_with_its_name_and_its_keys():
    told = line(event="case.submitted", case="150622-20260302-000001", items=[5, 4], applicant="准格尔旗")

    assert told.items() >= {"event": "case.submitted", "level": "info", "items": [5, 4], "applicant": "准格尔旗"}.items()
    assert told["timestamp"].endswith("Z")


def test_numbers_are_masked_however_deep_they_lie():
    faults = [{"field": "applicant.handler", "message": f"{PHONE} 有误"}]

    told = line(event="form.refused", faults=faults, seen={PHONE: (ID_NUMBER,)})

    assert told["faults"] == [{"field": "applicant.handler", "message": f"{VEILED_PHONE} 有误"}]
    assert told["seen"] == {VEILED_PHONE: [VEILED_ID]}


def test_what_is_logged_is_left_as_it_was():
    form = {"phone": PHONE}

    line(event="form.refused", form=form)

    assert form == {"phone": PHONE}


class Applicant:
    def __repr__(self):
        return f"Applicant({PHONE})"


def test_what_is_no_json_is_shown_masked_too():
    assert line(event="form.refused", applicant=Applicant())["applicant"] == f"Applicant({VEILED_PHONE})"


def test_an_exception_shows_no_number_that_it_failed_on():
    try:
        raise ValueError(f"no such person: {ID_NUMBER}")
    except ValueError:
        told = line("error", event="message.parked", exc_info=True)

    assert VEILED_ID in told["exception"]
    assert ID_NUMBER not in told["exception"]


def test_a_librarys_record_is_a_line_of_the_same_kind():
    told = record('refused "%s"\nof %s', "授权", PHONE)

    assert told.items() >= {"event": f'refused "授权"\nof {VEILED_PHONE}', "logger": "motor", "service": "intake"}.items()


def test_a_librarys_exception_shows_no_number_either():
    try:
        raise ValueError(ID_NUMBER)
    except ValueError:
        told = record("failed", error=sys.exc_info())

    assert ID_NUMBER not in json.dumps(told)
    assert VEILED_ID in told["exception"]
