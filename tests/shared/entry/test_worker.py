"""News goes to whoever knows what it is about."""

import pytest

from shared.cloud.queues import News
from shared.domain.events import Aggregate
from shared.entry.worker import on_news
from tests.queues import deliver

pytestmark = pytest.mark.usefixtures("aws")


@pytest.mark.req("rel-03")
def test_news_of_what_nobody_here_knows_comes_back_and_the_rest_is_told_to_its_own() -> None:
    heard: list[str] = []

    def hear(news: News) -> str:
        heard.append(news.id)
        return "heard"

    handler = on_news({Aggregate.TICKET: hear})
    bodies = [News(aggregate=aggregate, id=aggregate, version=1).model_dump_json() for aggregate in Aggregate]
    returned = deliver(handler, *bodies)
    unknown = [list(Aggregate)[place] for place in returned]
    assert unknown == [aggregate for aggregate in Aggregate if aggregate is not Aggregate.TICKET]
    assert heard == [Aggregate.TICKET]
