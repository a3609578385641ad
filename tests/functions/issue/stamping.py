"""A time-stamping authority for the tests: the simulator's, over the HTTP that it speaks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from local.simulators.router import Router
from local.simulators.timestamps import QUERY, Timestamps
from tests.functions.issue.specimens import NOW
from tests.local.asgi import send

STAMPED = NOW + timedelta(seconds=5)


@dataclass(frozen=True)
class Stamping:
    """How to have a request answered, and the root under which the authority is certified."""

    stamp: Callable[[bytes], bytes]
    root: Path

    @classmethod
    def found(cls, folder: Path) -> "Stamping":
        """Found an authority that keeps its key in a folder."""
        router = Router()
        Timestamps(folder, STAMPED).mount(router)

        def stamp(request: bytes) -> bytes:
            with ThreadPoolExecutor() as outside:  # whoever signs has a loop running
                asked = outside.submit(
                    send, router, "POST", "/outside/timestamps", request, content_type=QUERY
                )
            answer = asked.result()
            assert answer.status == 200
            return answer.data

        return cls(stamp, folder / "root.pem")
