"""The payment provider's page: people pay or fail to, and whoever asked for the payment hears of it."""

import html
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from local.simulators import callbacks
from local.simulators.faults import Fault
from local.simulators.router import Page, Redirect, Refused, Request, Router
from shared.domain.model import rfc3339

Record = dict[str, Any]

_OUTCOMES = {"succeed": "Оплатить", "fail": "Отказать"}
_FORM = "application/x-www-form-urlencoded"
_LATE_SECONDS = 3.0


class Cashier:
    """Knows where to find what is to be paid, where to write it down, and how to misbehave."""

    def __init__(
        self, found: Callable[[str], Record], save: Callable[[], None], fault: Callable[[], Fault]
    ) -> None:
        self._found, self._save, self._fault = found, save, fault

    def mount(self, router: Router) -> None:
        """Add the page."""
        router.add("GET", "/dev/pay/{name}", self._page)
        router.add("POST", "/dev/pay/{name}", self._decide)

    def _page(self, request: Request) -> Page:
        """Show what is to be paid, and a button for each way that it can end."""
        record = self._found(request.names["name"])
        sum_ = record.get("amount", {"value": "0.00"})["value"].replace(".", ",")
        what = html.escape(record.get("description") or "Подтверждение без списания")
        buttons = "".join(
            f"<button name='outcome' value='{name}'>{label}</button> " for name, label in _OUTCOMES.items()
        )
        return Page(
            "<!doctype html><html lang='ru'><meta charset='utf-8'><title>Оплата</title>"
            f"<h1>{what}</h1><p>{sum_} ₽, {record['status']}</p><form method='post'>{buttons}</form></html>"
        )

    def _decide(self, request: Request) -> Record | Redirect:
        """End it as its person chose; what has ended stays so, and is told once more.

        A browser is sent back to where it came from, a program is answered.
        """
        record, browser = self._found(request.names["name"]), _FORM in request.headers.get("content-type", "")
        given = dict(parse_qsl(request.body.decode())) if browser else request.json
        if given.get("outcome") not in _OUTCOMES:
            raise Refused(400, f"outcome must be one of {', '.join(_OUTCOMES)}")
        if record["status"] == "pending":
            self._end(record, given)
            self._save()
        delivered = self._deliver(record) if record["kind"] == "payments" else []
        if browser:
            return Redirect(record["return_url"])
        return {"payment_id": record["id"], "status": record["status"], "delivered": delivered}

    def _end(self, record: Record, given: Record) -> None:
        if given["outcome"] == "fail":
            reason = {"party": "payment_network", "reason": given.get("reason", "general_decline")}
            failed = "canceled" if record["kind"] == "payments" else "inactive"
            record.update(status=failed, cancellation_details=reason)
        elif record["kind"] == "payment_methods":
            record.update(status="active", saved=True)
        elif not record["capture"]:
            record.update(status="waiting_for_capture", paid=True)
        else:
            record.update(status="succeeded", paid=True, captured_at=rfc3339(datetime.now(UTC)))
            if self._fault()["mode"] == "other_amount":
                more = float(record["amount"]["value"]) + 1
                record["amount"] = {**record["amount"], "value": f"{more:.2f}"}

    def _deliver(self, record: Record) -> list[int]:
        """Tell of it, in whatever way has been ordered; gives the last status of each time."""
        fault = self._fault()
        told = [_notification(record)]
        match fault["mode"]:
            case "silent":
                told = []
            case "duplicate":
                told *= 2
            case "out_of_order":
                told.append(_notification({**record, "status": "waiting_for_capture"}))
            case "wrong_signature":
                told = [_notification({**record, "metadata": {**record["metadata"], "signature": "0" * 64}})]
            case "late":
                time.sleep(fault.get("seconds", _LATE_SECONDS))
        return [callbacks.tell(record["notify"], each) for each in told]


def _notification(record: Record) -> Record:
    shown = {name: value for name, value in record.items() if name not in ("kind", "notify", "return_url")}
    return {"type": "notification", "event": f"payment.{record['status']}", "object": shown}
