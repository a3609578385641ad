"""The ready demo people, and new ones on request."""

from collections.abc import Callable

from local.people import PEOPLE, STORIES, DemoPerson, fresh
from local.simulators.registries import Registries
from local.simulators.router import Refused, Request, Router


class People:
    """The page of demo people."""

    def __init__(self, registries: Registries, seed: Callable[[DemoPerson], None]) -> None:
        self._registries = registries
        self._seed = seed

    def mount(self, router: Router) -> None:
        """Add the list, and the making of somebody new."""
        router.add("GET", "/dev/people", lambda _: [person.shown() for person in PEOPLE])
        router.add("POST", "/dev/people", self._make)

    def _make(self, request: Request) -> dict[str, object]:
        story = request.json.get("story", STORIES[0])
        if story not in STORIES:
            raise Refused(400, f"story must be one of {', '.join(STORIES)}")
        while self._registries.knows((person := fresh(story)).record["snils"]):
            continue
        self._registries.know(person.record)
        self._seed(person)
        return person.shown()
