"""A supervisor of the country who reads pages and looks for people, in the process that holds the store."""

from __future__ import annotations

import io
import secrets

from aggregates.account_state import ACCOUNT
from bench.growing import MEMBERS, national_id
from bench.household_work import Work
from web.answers.finding_people import households_by
from web.app import create_app
from web.operations.watch import Watch
from web.people.caller import SECRET
from web.people.directory import person
from web.wiring import open_front_desk, open_read_log


class ReaderAtWork:
    """Somebody signed in, without a line in between."""

    def __init__(self, work: Work) -> None:
        self._casework = work.casework
        self._desk, self._log = open_front_desk(work.folder, work.casework), open_read_log(work.folder)
        name = f"reader-{secrets.token_hex(4)}"
        self._account = work.do(ACCOUNT.name, "open_account", None, user_name=name, name="สมชาย", email="")
        work.do(ACCOUNT.name, "grant", self._account, role="supervisor", area="country")
        app = create_app(self._desk, self._log, Watch(work.casework, work.folder, out=io.StringIO()))
        self._client = app.test_client()
        with self._client.session_transaction() as session:
            session[SECRET] = self._desk.sessions.begin(self._account, work.casework.clock())

    def close(self) -> None:
        self._log.close()
        self._desk.close()

    def page(self, address: str) -> None:
        """Read all of a page. Raises AssertionError when it isn't shown."""
        answer = self._client.get(address)
        assert answer.status_code == 200, f"{address} answered {answer.status}"

    def some_household(self) -> str:
        with self._casework.reading() as reader:
            found = reader.connection.execute("SELECT case_id FROM caseload WHERE kind = 'household' ORDER BY case_id")
            return str(found.fetchone()[0])

    def search(self, household: int) -> None:
        """Find a household by the number of its first member. Raises AssertionError when it isn't found."""
        with self._casework.reading() as reader:
            who = person(reader, self._account)
            assert who is not None
            assert len(households_by(reader, who, national_id(household * MEMBERS))) == 1
