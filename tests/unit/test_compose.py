import copy
import importlib.util
import json
import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from deploy.local.keys import MONGODB_HOSTS, write_secrets
from deploy.local.process import ROOT
from shared.bus.permissions import ADMIN, SERVICES, inbox, users
from shared.settings import Settings

SCHEMA = Draft202012Validator(json.loads((ROOT / "tests" / "data" / "compose.schema.json").read_text()))
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
ALL = COMPOSE["services"]
JOBS = {"bus-setup": "shared.bus.provision", "mongo-setup": "deploy.mongodb.prepare"}
OURS = {**{name: f"services.{name}" for name in SERVICES}, **JOBS}
DOCKERFILE = (ROOT / "deploy" / "images" / "Dockerfile").read_text()
FINAL_STAGE = DOCKERFILE.rpartition("\nFROM ")[2]


def sources(service, kind):
    return [mounted if isinstance(mounted, str) else mounted["source"] for mounted in service.get(kind, [])]


def test_the_file_is_valid_compose():
    assert [f"{'.'.join(map(str, fault.path))}: {fault.message}" for fault in SCHEMA.iter_errors(COMPOSE)] == []


@pytest.mark.parametrize(
    "mistake", [{"restarts": "always"}, {"stop_grace_period": 30}, {"depends_on": {"nats-1": {"condition": "up"}}}]
)
def test_the_schema_finds_a_mistake(mistake):
    wrong = copy.deepcopy(COMPOSE)
    wrong["services"]["intake"].update(mistake)

    assert not SCHEMA.is_valid(wrong)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_can_be_scaled_watched_and_stopped_in_order(name):
    service = ALL[name]

    assert not {"container_name", "ports", "hostname"} & service.keys()
    assert "/health/ready" in service["healthcheck"]["test"][-1]
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period"] == "30s"
    assert {job: how["condition"] for job, how in service["depends_on"].items()} == dict.fromkeys(
        JOBS, "service_completed_successfully"
    )


@pytest.mark.parametrize("name", OURS)
def test_everything_of_ours_runs_an_existing_module_as_nobody_on_a_file_system_it_cannot_write(name):
    service = ALL[name]

    assert service["command"][0] == OURS[name]
    assert importlib.util.find_spec(OURS[name])
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", [*SERVICES, "bus-setup"])
def test_the_environment_holds_settings_and_nothing_else(name):
    known = {field.upper() for field in Settings.model_fields}

    assert ALL[name]["environment"].keys() <= known


@pytest.mark.parametrize(("name", "user"), [*zip(SERVICES, SERVICES, strict=True), ("bus-setup", ADMIN)])
def test_each_logs_in_as_itself(name, user):
    service = ALL[name]

    assert service["environment"]["NATS_INBOX"] == inbox(user)
    assert service["environment"]["NATS_SEED"] == "/run/secrets/nats-seed"
    assert service["secrets"] == [{"source": f"{user}-seed", "target": "nats-seed"}]
    assert COMPOSE["secrets"][f"{user}-seed"]["file"] == f"./deploy/secrets/{user}.nk"


def test_everything_that_is_mounted_waited_for_or_joined_is_declared():
    for name, service in ALL.items():
        for kind in ("secrets", "configs", "networks"):
            assert set(sources(service, kind)) <= COMPOSE[kind].keys(), name
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert {volume for volume in volumes if not volume.startswith("./")} <= COMPOSE["volumes"].keys()
        assert all((ROOT / volume).exists() for volume in volumes if volume.startswith("./"))
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] != "service_healthy" or "test" in ALL[other]["healthcheck"]


def test_the_documented_command_makes_every_secret_file(tmp_path):
    write_secrets(tmp_path, users([], []).values())
    asked = [secret["file"] for secret in COMPOSE["secrets"].values()]
    asked += [file for service in ALL.values() for file in service.get("env_file", [])]

    assert {file.removeprefix("./deploy/secrets/").removeprefix("deploy/secrets/") for file in asked} <= {
        file.name for file in tmp_path.iterdir()
    }


def test_there_are_three_servers_of_each_kind_and_they_are_where_everyone_looks_for_them():
    looked_for = [url.removeprefix("nats://").partition(":")[0] for url in ALL["intake"]["environment"]["NATS_URL"].split(",")]
    members = ALL["mongo-setup"]["command"][1:]

    assert looked_for == [name for name in ALL if re.fullmatch(r"nats-\d", name)]
    assert len(looked_for) == int(ALL["bus-setup"]["command"][1]) == 3
    assert ",".join(members) == MONGODB_HOSTS
    assert [member.partition(":")[0] for member in members] == [name for name in ALL if re.fullmatch(r"mongo-\d", name)]
    routes = re.findall(r"nats://(nats-\d):6222", (ROOT / "deploy" / "nats" / "cluster.conf").read_text())
    assert routes == looked_for


def test_nobody_but_notify_reaches_beyond_the_system():
    beyond = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}

    assert [name for name, service in ALL.items() if beyond & set(service.get("networks", []))] == ["notify"]
    assert all("networks" in service or "network_mode" in service for service in ALL.values())
    assert not any("ports" in service for service in ALL.values())


def test_the_image_has_no_compiler_and_is_nobodys():
    assert "build-essential" in DOCKERFILE
    assert "build-essential" not in FINAL_STAGE
    assert "--require-hashes" in DOCKERFILE
    assert re.search(r"^USER 10001:10001$", FINAL_STAGE, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", FINAL_STAGE, re.MULTILINE)


def test_the_image_is_made_of_what_is_there_and_not_ignored():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(\S+) \S+$", DOCKERFILE, re.MULTILINE)

    assert set(copied) == allowed
    assert all((ROOT / name).exists() for name in copied)
