"""Base64url is written without padding, and read as others write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.domain import base64url


def test_it_is_written_as_the_standard_shows() -> None:
    assert base64url.encode(bytes([3, 236, 255, 224, 193])) == "A-z_4ME"  # RFC 7515, appendix C


@given(some.binary(max_size=64))
def test_what_is_written_is_read_again(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data


@pytest.mark.parametrize("text", ["A", "Я"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        base64url.decode(text)
