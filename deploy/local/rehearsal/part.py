"""What every part of the report is."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the report. Instants are ISO 8601 with zone, null where something has not happened or has no limit."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)
