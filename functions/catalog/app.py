"""The notice board: what the service is, where to be examined, and how programs talk to it."""

from functools import cache
from pathlib import Path

from pydantic import JsonValue, RootModel

from functions.catalog import clinics, services, state
from functions.catalog import help as answers
from functions.catalog.clinics import ClinicList, ClinicQuery, ClinicView
from functions.catalog.help import Help
from functions.catalog.services import (
    Categories,
    OccupationQuery,
    SearchQuery,
    ServiceCard,
    ServiceList,
    WhoNeeds,
)
from functions.catalog.state import ServiceState
from shared.domain.access import Permission
from shared.domain.calendar import local_day
from shared.entry.api import Api
from shared.entry.caller import Caller

app = Api("catalog")

_CONTRACT = Path(__file__).with_name("openapi.json")


class Contract(RootModel[dict[str, JsonValue]]):
    """An OpenAPI 3.1 document."""


@app.operation("GET", "/v1/openapi.json", Permission.PUBLIC)
def get_contract() -> Contract:
    """Describe this API as an OpenAPI 3.1 document."""
    return _contract()


@app.operation("GET", "/v1/services", Permission.PUBLIC)
def find_services(caller: Caller, query: SearchQuery) -> ServiceList:
    """Find services by whatever people call them (srh-01)."""
    return services.find(query, caller.language)


@app.operation("GET", "/v1/services/medical-book", Permission.PUBLIC)
def get_service(caller: Caller) -> ServiceCard:
    """Show the service card."""
    return services.card(caller.language, local_day(caller.now))


@app.operation("GET", "/v1/categories", Permission.PUBLIC)
def list_categories() -> Categories:
    """List who needs a book."""
    return services.categories()


@app.operation("GET", "/v1/who-needs", Permission.PUBLIC)
def ask_who_needs(caller: Caller, query: OccupationQuery) -> WhoNeeds:
    """Say whether a profession, named in free words, needs a book (cat-17)."""
    return services.who_needs(query, caller.language)


@app.operation("GET", "/v1/clinics", Permission.PUBLIC)
def list_clinics(caller: Caller, query: ClinicQuery) -> ClinicList:
    """List clinics, the nearest first."""
    return clinics.find(caller, query)


@app.operation("GET", "/v1/clinics/{code}", Permission.PUBLIC, problems=("404 CLINIC_NOT_FOUND",))
def get_clinic(caller: Caller, code: str) -> ClinicView:
    """Show a clinic."""
    return clinics.one(caller, code)


@app.operation("GET", "/v1/help", Permission.PUBLIC)
def get_help(caller: Caller) -> Help:
    """Answer what people ask."""
    return answers.answers(caller.language)


@app.operation("GET", "/v1/status", Permission.PUBLIC)
def get_state(caller: Caller) -> ServiceState:
    """Say which parts of the service work."""
    return state.now(caller)


@cache
def _contract() -> Contract:
    return Contract.model_validate_json(_CONTRACT.read_bytes())
