"""Who comes to the fake hall, when, and what the departments know of them."""

from datetime import UTC, date, datetime
from typing import Any

from backend.contract import CardRead

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
HALL = "999999102000"
NUMBER = "999999199001011238"


def a_card(number: str = NUMBER, name: str = "李某某", **changes: Any) -> CardRead:
    """A synthetic resident: the area 9999xx belongs to no place."""
    told: dict[str, Any] = {
        "source": "sam",
        "document_kind": "resident",
        "id_number": number,
        "name": name,
        "sex": "2" if int(number[16]) % 2 == 0 else "1",
        "ethnicity": "汉",
        "birth": date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        "address": "测试县样板镇东村2组8号",
        "issued_by": "测试县公安局",
        "valid_from": date(2015, 1, 1),
        "valid_to": date(2035, 1, 1),
        "read_at": NOW,
    }
    return CardRead(**(told | changes))


SHARED: dict[str, dict[str, Any]] = {
    "GA-RK": {
        "registered_address": "测试县样板镇东村2组8号",
        "registered_division": HALL,
        "household_number": "990001",
        "marital_status": "married",
        "household_members": [["李某某", "户主", "1990", "38"]],
    },
    "RS-ZG": {"employees_pension": "none"},
    "RS-JM": {"residents_pension": "none"},
    "RS-SK": {"social_card": "active", "social_card_number": "A99999999", "bank_account": "6222021234567894"},
    "MZ-SJ": {"assistance_group": "none"},
    "MZ-CL": {"disability_level": "none"},
    "NY-BT": {"monitored_household": "no"},
    "JY-RX": {"in_school": "no"},
    "YB-JB": {"medical_insurance": "none", "medical_paid_this_year": "no"},
}
