"""A payment provider that speaks YooKassa's API v3: payments, refunds, bound cards."""

import json
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.simulators import faults
from local.simulators.cashier import Cashier
from local.simulators.faults import Fault
from local.simulators.router import Refused, Request, Router, client
from shared.domain.model import rfc3339

Record = dict[str, Any]

_BEFORE = ("none", "unavailable", "slow", "error")
_AFTER = ("duplicate", "wrong_signature", "other_amount", "out_of_order", "late", "silent")
_REFUNDS = {"refund_pending": "pending", "refund_canceled": "canceled"}
_LONGEST_KEY = 64


class Payments:
    """What the provider knows, in one file; what it was asked for under a key, it does once."""

    def __init__(self, store: Path) -> None:
        self._store = store
        kept = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
        self._known: dict[str, dict[str, Record]] = {
            kind: kept.get(kind, {}) for kind in ("payments", "refunds", "payment_methods", "keys")
        }
        self._fault: Fault = kept.get("fault", faults.NONE)
        self._lock = threading.Lock()

    def mount(self, router: Router) -> None:
        """Add the provider's calls, the page on which people pay, and the page that steers it."""
        at = "/outside/payments"
        for path, made in (
            ("payments", self._payment),
            ("refunds", self._refund),
            ("payment_methods", self._binding),
        ):
            router.add("POST", f"{at}/{path}", self._once(made))
        router.add("POST", f"{at}/payments/{{id}}/cancel", self._once(self._let_go))
        router.add("GET", f"{at}/payments/{{id}}", self._reader("payments"))
        router.add("GET", f"{at}/payment_methods/{{id}}", self._reader("payment_methods"))
        router.add("GET", f"{at}/refunds", self._refunds_of)
        router.add("PUT", "/dev/payments/fault", self._order)
        Cashier(self._found, self._save, lambda: self._fault).mount(router)

    def _once(self, act: Callable[[Request], Record]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Record:
            client(request)
            await faults.suffer(self._fault)
            key, asked = request.headers.get("idempotence-key", ""), request.body.decode()
            if not 0 < len(key) <= _LONGEST_KEY:
                raise Refused(400, "an Idempotence-Key of up to 64 characters is needed")
            with self._lock:
                done = self._known["keys"].get(key)
                if done is None:
                    made = act(request)
                    done = self._known["keys"][key] = {"asked": asked, "kind": made["kind"], "id": made["id"]}
                    self._save()
            if done["asked"] != asked:
                raise Refused(400, "this Idempotence-Key was used for something else")
            return _shown(self._known[done["kind"]][done["id"]])

        return answer

    def _reader(self, kind: str) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Record:
            client(request)
            await faults.suffer(self._fault)
            return _shown(self._one(kind, request.names["id"]))

        return answer

    def _payment(self, request: Request) -> Record:
        asked = request.json
        return self._opened(
            "payments",
            request,
            amount=asked["amount"],
            refunded_amount={"value": "0.00", "currency": "RUB"},
            payment_method={"type": asked["payment_method_data"]["type"]},
            description=asked.get("description"),
            metadata=asked.get("metadata", {}),
            capture=asked.get("capture", False),
        )

    def _binding(self, request: Request) -> Record:
        return self._opened("payment_methods", request, type=request.json["type"], saved=False)

    def _opened(self, kind: str, request: Request, **known: Any) -> Record:
        """Open something that its person has to agree to on the provider's page."""
        identifier, origin = str(uuid.uuid4()), f"http://{request.headers['host']}"
        made = {
            **known,
            "kind": kind,
            "id": identifier,
            "status": "pending",
            "created_at": rfc3339(datetime.now(UTC)),
            "confirmation": {"type": "redirect", "confirmation_url": f"{origin}/dev/pay/{identifier}"},
            "notify": f"{origin}/v1/payments/callback",
            "return_url": request.json["confirmation"]["return_url"],
        }
        self._known[kind][identifier] = made
        return made

    def _let_go(self, request: Request) -> Record:
        payment = self._one("payments", request.names["id"])
        if payment["status"] != "waiting_for_capture":
            raise Refused(400, "only what is held can be let go of")
        details = {"party": "merchant", "reason": "canceled_by_merchant"}
        payment.update(status="canceled", cancellation_details=details)
        return payment

    def _refund(self, request: Request) -> Record:
        asked = request.json
        payment = self._one("payments", asked["payment_id"])
        left = _kopecks(payment["amount"]) - _kopecks(payment["refunded_amount"])
        if payment["status"] != "succeeded" or not 0 < _kopecks(asked["amount"]) <= left:
            raise Refused(400, "there is not so much to return")
        refund = {"kind": "refunds", "id": str(uuid.uuid4()), "payment_id": payment["id"]}
        refund |= {"amount": asked["amount"], "status": _REFUNDS.get(self._fault["mode"], "pending")}
        self._known["refunds"][refund["id"]] = refund
        self._finish(refund)
        return refund

    def _finish(self, refund: Record) -> None:
        """Let money that is under way arrive, unless ordered otherwise."""
        if refund["status"] == "pending" and self._fault["mode"] != "refund_pending":
            refund["status"] = "succeeded"
            self._known["payments"][refund["payment_id"]]["refunded_amount"] = refund["amount"]

    async def _refunds_of(self, request: Request) -> Record:
        client(request)
        await faults.suffer(self._fault)
        known = self._known["refunds"].values()
        found = [refund for refund in known if refund["payment_id"] == request.query["payment_id"]]
        for refund in found:
            self._finish(refund)
        return {"type": "list", "items": [_shown(refund) for refund in found]}

    def _found(self, name: str) -> Record:
        """Find what a page is about, by the provider's name for it or by its merchant's."""
        opened = [*self._known["payments"].values(), *self._known["payment_methods"].values()]
        for each in opened:
            if name in (each["id"], each.get("metadata", {}).get("payment_id")):
                return each
        raise Refused(404, "there is no such payment")

    def _one(self, kind: str, identifier: str) -> Record:
        if identifier not in self._known[kind]:
            raise Refused(404, "there is no such thing")
        return self._known[kind][identifier]

    def _order(self, request: Request) -> Fault:
        fault = faults.chosen(request.json, (*_BEFORE, *_AFTER, *_REFUNDS))
        with self._lock:
            self._fault = fault
            self._save()
        return fault

    def _save(self) -> None:
        self._store.parent.mkdir(parents=True, exist_ok=True)
        draft = self._store.with_suffix(".new")
        draft.write_text(
            json.dumps({**self._known, "fault": self._fault}, ensure_ascii=False), encoding="utf-8"
        )
        draft.replace(self._store)


def _shown(record: Record) -> Record:
    return {name: value for name, value in record.items() if name not in ("kind", "notify", "return_url")}


def _kopecks(amount: Record) -> int:
    return round(float(amount["value"]) * 100)
