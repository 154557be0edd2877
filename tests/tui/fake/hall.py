"""The fake node: who is signed in, what the hall and its catalogue are."""

import json
from datetime import date, timedelta

import httpx

from backend.contract import HallState, Operator, Realm, SessionState, SignedIn, SignIn, SystemState
from tests.tui.fake.state import FakeState


class FakeHall(FakeState):
    """The session and the hall."""

    def operator(self) -> Operator:
        return Operator(
            account="window1",
            name="张一窗",
            roles=self.roles,
            role_ends_at=self.role_ends_at,
            realm=Realm.DEMO,
            hall=self.hall_code,
            hall_name="样板镇便民服务中心",
            hall_name_en="Sample Township Hall",
            division_code=self.hall_code,
            window="3",
            state=SessionState.ACTIVE,
            idle_lock_seconds=self.idle_lock_seconds,
            expires_at=self.clock() + timedelta(minutes=self.session_minutes),
        )

    def hall(self) -> HallState:
        systems = [
            SystemState(
                system=code,
                name=system.name.zh,
                name_en=system.name.en,
                answering=code not in self.silent,
                since=None,
            )
            for code, system in self.bundle.systems.items()
        ]
        days = [date(2026, 11, 23) + timedelta(days=n) for n in range(1, 60)]
        return HallState(
            hall=self.hall_code,
            name="样板镇便民服务中心",
            name_en="Sample Township Hall",
            realm=Realm.DEMO,
            now=self.clock(),
            catalogue_version=self.bundle.version,
            systems=systems,
            hours="工作日 9:00–17:00",
            hours_en="working days 9:00–17:00",
            telephone="0700-1234567",
            refers_to=self.refers_to,
            refers_to_en=self.refers_to,
            calendar_known_until=2026,
            calendar_missing=self.calendar_missing,
            working_days=[day for day in days if day.weekday() < 5],
        )

    def _sign_in(self, request: httpx.Request) -> httpx.Response:
        who = SignIn.model_validate_json(request.content)
        if who.password.get_secret_value() != "correct horse battery":
            return self.problem("wrong_credentials", 401)
        self.locked = self.ended = False
        signed = SignedIn(token="t" * 43, operator=self.operator())
        return self.json(signed.model_dump(mode="json") | {"token": "t" * 43})

    def _unlock(self, request: httpx.Request) -> httpx.Response:
        if json.loads(request.content)["pin"] != "135790":
            return self.problem("wrong_pin", 401, left=2)
        self.locked = False
        return self.model(self.operator())

    def _catalogue(self, request: httpx.Request) -> httpx.Response:
        tag = f'"{self.bundle.version}"'
        if request.headers.get("if-none-match") == tag:
            return httpx.Response(304, headers={"etag": tag})
        return httpx.Response(200, content=self.catalogue, headers={"etag": tag, "content-type": "application/json"})
