"""Every document there is; the address, the offer on the page of a case and the command line follow from it."""

from __future__ import annotations

from collections.abc import Mapping

from web.papers.appointment_order import APPOINTMENT_ORDER
from web.papers.audit_extract import AUDIT_EXTRACT
from web.papers.community_plan import COMMUNITY_PLAN
from web.papers.document import Document
from web.papers.family_folder import FAMILY_FOLDER, FAMILY_FOLDERS
from web.papers.kpi_sheet import KPI_SHEET
from web.papers.meeting_agenda import MEETING_AGENDA
from web.papers.meeting_minutes import MEETING_MINUTES
from web.papers.provincial_report import PROVINCIAL_REPORT
from web.papers.zone_dossier import ZONE_DOSSIER

DOCUMENTS: Mapping[str, Document] = {
    one.code: one
    for one in (
        FAMILY_FOLDER,
        FAMILY_FOLDERS,
        APPOINTMENT_ORDER,
        MEETING_AGENDA,
        MEETING_MINUTES,
        COMMUNITY_PLAN,
        PROVINCIAL_REPORT,
        KPI_SHEET,
        ZONE_DOSSIER,
        AUDIT_EXTRACT,
    )
}


def offered(kind: str) -> list[Document]:
    """The documents that can be drawn from a kind of case."""
    return [one for one in DOCUMENTS.values() if kind in one.kinds]
