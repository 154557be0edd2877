"""The form of all data of the guide: once made they do not change, and a key nobody knows is a fault."""

from pydantic import BaseModel, ConfigDict

__all__ = ["Model"]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
