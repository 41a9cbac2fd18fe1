"""Headings that several tables share."""

from __future__ import annotations

from engine.bilingual import Text

AGENCY = Text("หน่วยงาน", "Agency")
BAHT = Text("บาท", "Baht")
CASE = Text("รหัสเรื่อง", "Case")
COMMUNITY = Text("ชุมชน", "Community")
DATE = Text("วันที่", "Date")
DISTRICT = Text("อำเภอ", "District")
DUE = Text("ครบกำหนด", "Due")
DUE_SOON = Text("ใกล้ครบกำหนด", "Due soon")
HOUSEHOLD = Text("ครัวเรือน", "Household")
KIND = Text("ชนิดของเรื่อง", "Kind of case")
LEVEL = Text("ระดับ", "Level")
MISSING = Text("สิ่งที่ขาด", "Missing")
OFFICE = Text("หน่วยงาน", "Office")
OFFICER = Text("ผู้รับผิดชอบ", "Officer")
OVERDUE = Text("เกินกำหนด", "Overdue")
POINTS = Text("คะแนน", "Points")
PROVINCE = Text("จังหวัด", "Province")
STAGE = Text("ขั้น", "Stage")
STATUS = Text("สถานะ", "Status")
STUCK = Text("นิ่งนาน", "Stuck")
SUPPLIER = Text("ผู้ให้ข้อมูล", "Supplied by")
TIER = Text("ระดับ", "Tier")
