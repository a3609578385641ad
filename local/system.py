"""The whole system on one machine, started and stopped as one."""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3

from local import authority, deployment, people, simulators
from local.deployment import STACK, Stack
from local.emulator import AsgiApp, Emulator
from local.front import Front
from local.people import DemoPerson
from web.publish import publish


class System:
    """Emulator, deployment, simulators and demo people over one state folder."""

    def __init__(self, state: Path, port: int) -> None:
        self.state = state.resolve()
        self._emulator = Emulator(self.state, port)
        self.address = self._emulator.address
        self.fresh = not self._emulator.snapshots.any
        self.ready_after = 0.0
        self.stack = Stack({}, {})
        self._front: Front | None = None

    def __enter__(self) -> Self:
        """Start everything; on return it answers."""
        begun = time.monotonic()
        self._emulator.start(self._make_front)
        try:
            self._set_up()
        except BaseException:
            self._emulator.stop()
            raise
        self.ready_after = time.monotonic() - begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything; the state stays."""
        self._emulator.stop()

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """Run one function, by its logical id in the template, and give its answer."""
        answer = boto3.client("lambda").invoke(
            FunctionName=self.stack.resources[function], Payload=json.dumps(event).encode()
        )
        return json.loads(answer["Payload"].read())

    def _make_front(self, emulator: AsgiApp) -> AsgiApp:
        self._front = Front(emulator)
        pages = simulators.application(
            self.state / "outside", self._seed, lambda now: self.invoke("Deadlines", {"now": now})
        )
        self._front.crashes.mount(pages)
        self._front.outside = pages
        return self._front

    def _set_up(self) -> None:
        self.stack = deployment.deploy(self.address, self.state)
        self._certify()
        os.environ.update(self.stack.function_environment("Account"))
        self._enter_clinics()
        for person in people.PEOPLE:
            self._seed(person)
        publish(self.stack.outputs["PublicBucket"])
        self.invoke("RegisterHourly", {})
        if self._front:
            self._front.api = f"/_aws/execute-api/{self.stack.outputs['ApiId']}/local"
            self._front.public = f"/{self.stack.outputs['PublicBucket']}"

    def _certify(self) -> None:
        """Certify the issuer's key by a local authority, once per key."""
        ssm, name = boto3.client("ssm"), f"/{STACK}/certificate"
        folder = self.state / "authority"
        if ssm.get_parameters(Names=[name])["Parameters"] and (folder / "root.pem").exists():
            return
        now = datetime.now(UTC)
        root = authority.Authority.found(authority.new_key(), now)
        public = boto3.client("kms").get_public_key(KeyId=self.stack.outputs["SigningKey"])["PublicKey"]
        leaf, certificate = root.issue_certificate(public, now)
        ssm.put_parameter(Name=name, Value=(leaf + certificate).decode(), Type="String", Overwrite=True)
        folder.mkdir(exist_ok=True)
        (folder / "root.pem").write_bytes(certificate)

    def _enter_clinics(self) -> None:
        """Fill the register; the repositories read their settings when they are imported, so not before."""
        from local.clinics import clinics  # noqa: PLC0415 - see above
        from shared.store.clinics import put  # noqa: PLC0415

        for clinic in clinics():
            put(clinic)

    def _seed(self, person: DemoPerson) -> None:
        people.seed(person, self.stack.outputs["UserPoolId"])
