"""What an administrator can ask a node: accounts, roles, and what people prove themselves with."""

from pydantic import BaseModel

from backend.contract import Made, NewAccount, NewRole, NewSecrets, StaffMember
from tui.client.line import Call
from tui.client.node import Node

_HASHING_SECONDS = 20.0  # a password takes a while to be hashed, and others may wait before it


class Staffing(Node):
    async def staff(self) -> list[StaffMember]:
        return await self.line.ask(Call("GET", "staff"), list[StaffMember])

    async def enrol(self, new: NewAccount, operation: str) -> str:
        call = Call("POST", "staff", new, operation, seconds=_HASHING_SECONDS)
        return (await self.line.ask(call, Made)).id

    async def replace_secrets(self, staff: str, secrets: NewSecrets, operation: str) -> None:
        await self._tell("PUT", f"staff/{staff}/secrets", operation, secrets)

    async def replace_own_secrets(self, secrets: NewSecrets, operation: str) -> None:
        """The session is over then."""
        await self._tell("PUT", "me/secrets", operation, secrets)
        self.line.use(None)

    async def propose(self, staff: str, role: NewRole, operation: str) -> str:
        return (await self.line.ask(Call("POST", f"staff/{staff}/grants", role, operation), Made)).id

    async def confirm(self, grant: str, operation: str) -> None:
        await self._tell("POST", f"grants/{grant}/confirmation", operation)

    async def revoke(self, grant: str, operation: str) -> None:
        await self._tell("POST", f"grants/{grant}/revocation", operation)

    async def disable(self, staff: str, operation: str) -> None:
        await self._tell("POST", f"staff/{staff}/disabling", operation)

    async def _tell(self, method: str, path: str, operation: str, body: BaseModel | None = None) -> None:
        await self.line.tell(Call(method, path, body, operation, seconds=_HASHING_SECONDS))
