"""Fetches a closed dossier (一事一档) over the bus, part by part, and checks that it is the one that was archived."""

import base64
from hashlib import sha256
from typing import Any

from deploy.local.client import Client
from services.archive.domain.verification import verify_dossier
from shared.contracts.archive import DossierQuery

PART = 524_288  # bytes asked for at once: the largest that the query allows


async def fetch_dossier(client: Client, centre: str, case: str) -> tuple[dict[str, Any], bytes]:
    """What the archive says of the dossier, and its bytes. Errors: Refused (no such case, or not closed yet)."""
    told: dict[str, Any] = {}
    content = bytearray()
    while not told or len(content) < told["size"]:
        query = DossierQuery(case_number=case, offset=len(content), length=PART)
        told = await client.ask(centre, "archive", "dossier", query.model_dump())
        part = base64.b64decode(told.pop("part"))
        content += part
        if not part:
            break
    return told, bytes(content)


def dossier_faults(told: dict[str, Any], content: bytes) -> list[str]:
    """Everything wrong with a dossier as it arrived, one Chinese sentence each; empty when it is sound."""
    if sha256(content).hexdigest() != told["sha256"]:
        return ["真实性：收到的文件与归档时登记的 SHA-256 不一致", *verify_dossier(content)]
    return verify_dossier(content)
