"""What the facts of an account say: who may do what, from when to when, and who said so (U4, U5)."""

from __future__ import annotations

from aggregates.account_facts import (
    AccountOpened,
    AccountReopened,
    AccountSuspended,
    CredentialsChanged,
    DetailsChanged,
    GrantDeclined,
    GrantEnded,
    GrantRequested,
    RoleGranted,
    SessionsEnded,
    TokenIssued,
    TokenWithdrawn,
)
from aggregates.areas import Area
from engine.bilingual import Text
from projections.names import Names
from projections.telling import Tellings, Values

TOLD = Tellings()

TOLD.add(
    AccountOpened,
    "เปิดบัญชี “{user_name}”[ ให้ {name}]",
    "Opened the account “{user_name}”[ for {name}]",
    lambda fact, names: {"name": names.box(fact.details).get("name")},
)
TOLD.add(
    DetailsChanged,
    "แก้ไขข้อมูลเจ้าของบัญชี[เป็น {name}]",
    "Changed the officer's details[ to {name}]",
    lambda fact, names: {"name": names.box(fact.details).get("name")},
)
TOLD.add(
    CredentialsChanged,
    "{done}วิธีเข้าสู่ระบบ: {credential}",
    "{done} the {credential} of the account",
    lambda fact, names: {
        "done": Text("ยกเลิก", "Removed") if fact.removed else Text("ตั้ง", "Set"),
        "credential": names.within("credential", fact.credential),
    },
)


def _terms(fact: RoleGranted | GrantRequested, names: Names) -> Values:
    return {"role": names.within("role", fact.role), "area": area_named(fact.area, names)}


def area_named(area: Area, names: Names) -> Text:
    """An area as people call it."""
    match area.level:
        case "country":
            return Text("ทั้งประเทศ", "the whole country")
        case "zone":
            return Text(f"เขต {area.code}", f"zone {area.code}")
        case "program":
            return names.known("program", area.code) or Text("ชุมชนหนึ่ง", "one community")
    code, _, district = area.code.partition("/")
    province = names.known("province", code) or Text(code, code)
    if not district:
        return Text(f"จังหวัด{province.th}", f"{province.en} province")
    return Text(f"อำเภอ{district} จังหวัด{province.th}", f"{district} district, {province.en} province")


TOLD.add(
    RoleGranted,
    "ให้บทบาท{role} พื้นที่{area} ตั้งแต่ {since}[ ถึง {until}][ ตามที่ขอในรายการที่ {request}]",
    "Granted the role of {role} for {area} from {since}[ to {until}][, as asked in entry {request}]",
    _terms,
)
TOLD.add(
    GrantRequested,
    "ขอให้บทบาท{role} พื้นที่{area} ตั้งแต่ {since}[ ถึง {until}]",
    "Asked for the role of {role} for {area} from {since}[ to {until}]",
    _terms,
)
TOLD.add(GrantDeclined, "ไม่ให้บทบาทที่ขอในรายการที่ {request}", "Declined the role asked for in entry {request}")
TOLD.add(GrantEnded, "ยุติบทบาทที่ให้ในรายการที่ {grant}", "Ended the role granted in entry {grant}")
TOLD.add(AccountSuspended, "ระงับบัญชี", "Suspended the account")
TOLD.add(AccountReopened, "เปิดใช้บัญชีอีกครั้ง", "Reopened the account")
TOLD.add(SessionsEnded, "ออกจากระบบทุกเครื่อง", "Signed out everywhere")
TOLD.add(
    TokenIssued,
    "ออกโทเคนสำหรับ “{label}” ใช้ได้ถึง {expires}",
    "Issued a token for “{label}”, good until {expires}",
)
TOLD.add(TokenWithdrawn, "ถอนโทเคน", "Withdrew a token")
