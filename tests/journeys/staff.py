"""The staff over HTTP."""

from typing import Any, Self

from local.people import PEOPLE
from tests.journeys.site import Applicant, Json, Site

WRONG_PASSPORT = {"passport": {"number": "999999"}}


class Staff(Applicant):
    """A demo person of the staff, signed in."""

    @classmethod
    def at_work(cls, site: Site, role: str) -> Self:
        """Sign somebody of this role in."""
        person = next(person for person in PEOPLE if person.role == role)
        return cls.signed_in(site, {"login": person.login, "password": person.password})

    def take(self, identifier: str) -> Json:
        """Take an application into review, and read it."""
        assert self("POST", f"/v1/review/{identifier}/lease").status == 200
        return dict(self("GET", f"/v1/review/{identifier}").json)

    def decide(self, identifier: str, decision: str, **given: Any) -> Json:
        """Take an application, and decide it."""
        self.take(identifier)
        decided = self("POST", f"/v1/review/{identifier}/decision", {"decision": decision, **given})
        assert decided.status == 200, decided.text
        return dict(decided.json)


def application_in_review(applicant: Applicant) -> str:
    """Send an application with a mistake in the passport's number, which a registry finds."""
    path = applicant.ready(**WRONG_PASSPORT)
    assert applicant.submit(path).status == 202
    applicant.until(path, "mismatch_found")
    return path


def refused_application(site: Site, applicant: Applicant) -> str:
    """Have an application refused."""
    path = application_in_review(applicant)
    reasons = [{"code": "ID_NOT_VERIFIED", "detail": "Номер не совпал."}]
    Staff.at_work(site, "reviewer").decide(path.rpartition("/")[2], "refuse", reasons=reasons)
    return path
