"""Who acts: an applicant with one application, and the staff; everybody through their own door."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from functions.account.app import app as account
from functions.payment.app import app as payment
from functions.records.app import app as records
from functions.review.app import app as review
from functions.status.app import app as status
from functions.submit.app import app as submit
from local.people import DemoPerson, applicant
from shared.domain.account import Level, Profile
from shared.domain.application import Application, Event, File
from shared.domain.calendar import local_day
from shared.domain.documents import DocumentKind
from shared.domain.states import Kind
from shared.store import accounts, applications, files
from tests.builders import medical, scans
from tests.gateway import Gateway, Reply
from tests.process.outside import Outside
from tests.process.stage import Stage

Json = dict[str, Any]

ARGUMENTS = "Номер СНИЛС в заявлении совпадает с карточкой, что видно на приложенном скане."
CONSENTS = {"terms": True, "personal_data": True}
WRONG = {"passport": {"number": "999999"}}
HEALTH = {"entries": [entry.model_dump(mode="json", exclude_none=True) for entry in medical()]}

_keys = itertools.count(1)


@dataclass
class Applicant:
    """Somebody with an account, and the application that they follow; each request has a key of its own."""

    stage: Stage
    outside: Outside
    person: DemoPerson
    photo: File
    id: str = ""

    @classmethod
    def known(
        cls, stage: Stage, outside: Outside, photo: File, index: int, story: str = "match", **changes: Any
    ) -> Self:
        """Give somebody an account, and let the registries know them, as their story says."""
        one = cls(stage, outside, applicant(index, story), photo)
        health = HEALTH if one.person.record["entries"] else {}
        outside.steer("PUT", f"/dev/registries/people/{one.fields['snils']}", one.person.record | health)
        said = {name: one.fields[name] for name in Profile.model_fields if name in one.fields}
        certain = {"level": Level.CONFIRMED, "email_confirmed": True, "inn_verified": True}
        accounts.add(Profile.model_validate({**said, **certain, "account": one.name, **changes}))
        return one

    @property
    def name(self) -> str:
        return self.person.account

    @property
    def fields(self) -> Json:
        return self.person.fields

    def __call__(self, app: Any, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        keyed = {"idempotency_key": f"k{next(_keys)}", **headers}
        return self.stage.ask(Gateway(app, self.name), method, path, body, **keyed)

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.id}"

    def now(self) -> Application:
        return applications.get(self.id)

    def history(self) -> list[Event]:
        return applications.history(self.id)

    def kinds(self) -> list[Kind]:
        return [event.kind for event in self.history()]

    def shown(self) -> Json:
        return dict(self(status, "GET", self.path).json)

    def start(self, category: str = "catering", **headers: str) -> Reply:
        """Start an application, with all its scans."""
        wanted = {"category": category, "occupation": "повар", "fields": self.fields}
        started = self(submit, "POST", "/v1/applications", wanted, **headers)
        if started.status == 201:
            self.id = started.json["id"]
            for scan in scans():
                self.attach(scan)
        return started

    def attach(self, scan: File) -> None:
        """Attach a scan that has been judged; the photograph is the one that the vault holds."""
        place = self.photo.model_dump(include={"vault_key", "vault_version", "sha256"})
        known = place if scan.kind is DocumentKind.PHOTO else {}
        files.add(scan.model_copy(update={"application_id": self.id, "holder": self.name, **known}))

    def change(self, **changed: Any) -> Reply:
        etag = f'"{self.now().revision}-x"'
        return self(submit, "PATCH", self.path, {"fields": changed}, if_match=etag)

    def code(self) -> str:
        """Ask for a code to sign with, and read the newest one."""
        self(account, "POST", "/v1/me/codes", {"purpose": "signature"})
        return self.outside.code_for(self.fields["phone"])

    def send(self, **headers: str) -> Reply:
        given = {"consents": CONSENTS, "signature": {"code": self.code()}}
        return self(submit, "POST", f"{self.path}/submit", given, **headers)

    def check(self) -> Reply:
        return self(submit, "POST", f"{self.path}/checks", {})

    def discard(self) -> Reply:
        return self(submit, "DELETE", self.path)

    def withdraw(self, **headers: str) -> Reply:
        return self(submit, "POST", f"{self.path}/withdraw", {}, **headers)

    def prolong(self) -> Reply:
        return self(submit, "POST", f"{self.path}/prolong", {})

    def resubmit(self) -> Reply:
        """Open the repeated application, and follow that one from now on."""
        again = self(submit, "POST", f"{self.path}/resubmit", {})
        self.id = again.json["id"] if again.status == 201 else self.id
        return again

    def begin_payment(self) -> Reply:
        return self(payment, "POST", f"{self.path}/payments", {"method": "card"})

    def pay(self, outcome: str = "succeed") -> Reply:
        """Open the provider's page, and press a button on it."""
        begun = self.begin_payment()
        if begun.status == 201:
            self.outside.steer("POST", f"/dev/pay/{begun.json['payment_id']}", {"outcome": outcome})
        return begun

    def appeal(self, arguments: str = ARGUMENTS) -> Reply:
        decided = self.now().decided_at or self.stage.moment
        scan = next((each.id for each in files.of(self.id)), "none")
        said = {"refused_on": local_day(decided).isoformat(), "arguments": arguments, "evidence": [scan]}
        return self(submit, "POST", f"{self.path}/appeals", said)


def paper(one: Applicant, kind: str, **said: Any) -> Json:
    """Write what a clinic files: of three days ago, good for a year."""
    day = local_day(one.stage.moment) - timedelta(days=3)
    dates = {"date": day.isoformat(), "valid_until": (day + timedelta(days=365)).isoformat()}
    return {"document_id": f"z-{next(_keys)}", "kind": kind, **dates, **said}


@dataclass
class Staff:
    """Somebody at work, in a role of their own."""

    name: str
    role: str

    def __call__(self, one: Applicant, method: str, path: str, body: Any = None) -> Reply:
        door = Gateway(records if self.role == "clinic" else review, self.name, self.role)
        return one.stage.ask(door, method, path, body, idempotency_key=f"k{next(_keys)}")

    def decide(self, one: Applicant, decision: str, **given: Any) -> Reply:
        """Take an application, and decide it."""
        taken = self(one, "POST", f"/v1/review/{one.id}/lease")
        if taken.status != 200:
            return taken
        return self(one, "POST", f"/v1/review/{one.id}/decision", {"decision": decision, **given})

    def approve(self, one: Applicant) -> Reply:
        return self.decide(one, "approve")

    def refuse(self, one: Applicant) -> Reply:
        return self.decide(one, "refuse", reasons=[{"code": "ID_NOT_VERIFIED", "detail": "Не совпал."}])

    def return_(self, one: Applicant, *pointers: str) -> Reply:
        named = pointers or ("/fields/passport",)
        return self.decide(one, "correct", remarks=[{"pointer": each, "detail": "?"} for each in named])

    def answer(self, one: Applicant, decision: str) -> Reply:
        given = {"decision": decision, "text": "Рассмотрено."}
        return self(one, "POST", f"/v1/review/appeals/{one.id}/decision", given)

    def rule(self, one: Applicant, *, won: bool) -> Reply:
        ruling = {
            "number": "2-1/26",
            "decided_on": local_day(one.stage.moment).isoformat(),
            "for_applicant": won,
        }
        return self(one, "POST", f"/v1/review/appeals/{one.id}/ruling", ruling)

    def conclude(self, one: Applicant, **changes: Any) -> Reply:
        number = one.now().number or "0000-0000-0000"
        filed = paper(one, "conclusion", fitness="fit", **changes)
        return self(one, "POST", f"/v1/applications/{number}/conclusions", filed)


REVIEWER, OFFICER = Staff("reviewer1", "reviewer"), Staff("officer1", "appeal_officer")
DOCTOR = Staff("clinic-77-001", "clinic")
