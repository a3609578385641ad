"""What was filed stays as it was filed (bok-07)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.chain import GENESIS
from shared.domain.filing import ChainBroken, Filed, chained, in_force, require_whole
from tests.builders import NOW, examination, vaccination

ENTRIES = st.lists(
    st.sampled_from([examination(), examination(document_id="e2"), vaccination("measles")]), max_size=6
)


@pytest.mark.req("bok-07")
@given(ENTRIES)
def test_what_was_chained_is_whole(entries: list[object]) -> None:
    filed = chained(entries, filed_at=NOW)  # type: ignore[arg-type]
    assert require_whole(filed, filed[-1].hash if filed else GENESIS) == filed
    assert [each.id for each in filed] == [f"{number:06}" for number in range(1, len(entries) + 1)]


@pytest.mark.req("bok-07")
@given(ENTRIES.filter(len), st.data())
def test_whatever_is_changed_or_taken_away_is_found_at_its_place(
    entries: list[object], data: st.DataObject
) -> None:
    filed = list(chained(entries, filed_at=NOW))  # type: ignore[arg-type]
    place = data.draw(st.integers(0, len(filed) - 1))
    forgery = data.draw(
        st.sampled_from(
            [
                {"entry": examination(fitness="fit_with_restrictions")},
                {"filed_at": NOW + timedelta(seconds=1)},
                {"corrects": "000009"},
                {"previous": "f" * 64},
                {"hash": "f" * 64},
                None,
            ]
        )
    )
    kept = [filed[place].model_copy(update=forgery)] if forgery else []
    forged = [*filed[:place], *kept, *filed[place + 1 :]]
    with pytest.raises(ChainBroken) as found:
        require_whole(forged, filed[-1].hash)
    assert found.value.number == place + 1


@pytest.mark.req("bok-07")
def test_a_corrected_entry_counts_no_more_nor_does_a_correction_that_was_corrected() -> None:
    wrong, right, other = (examination(document_id=name) for name in ("wrong", "right", "other"))
    chain = [*chained([wrong, other], filed_at=NOW)]
    chain.append(Filed.after(2, chain[-1].hash, entry=right, filed_at=NOW, corrects="000001"))
    assert in_force(chain) == (other, right)
    chain.append(Filed.after(3, chain[-1].hash, entry=wrong, filed_at=NOW, corrects="000003"))
    assert in_force(chain) == (other, wrong)
