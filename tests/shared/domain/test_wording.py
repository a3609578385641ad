"""What a reply of the support may say."""

import pytest

from shared.domain.wording import names_secret


@pytest.mark.req("sup-03")
@pytest.mark.parametrize(
    "said",
    [
        "Пришлите пароль.",
        "Сообщите ПАРОЛЬ от кабинета",
        "смените пароли",
        "Назовите код из SMS.",
        "смс-код",
        "продиктуйте коды",
        "Подтвердите кодом",
        "введите пин",
        "PIN-код",
        "кодовое слово",
        "Send me your password",
        "the code, please",
        "CVV с карты",
        "пaрoль",
        "кoд",
        "паро\u0301ль",
        "па\u00adроль",
        "ко\u200bд",
        "QR-код и код из SMS",
        "ｐａｓｓｗｏｒｄ",
    ],
)
def test_a_request_for_a_secret_is_noticed_however_it_is_spelled(said: str) -> None:
    assert names_secret(said)


@pytest.mark.req("sup-03")
@pytest.mark.parametrize(
    "said",
    [
        "Причины названы в решении.",
        "Покажите QR-код работодателю.",
        "Отсканируйте штрих-код на справке.",
        "Выберите код организации 77-001.",
        "Проверьте код подразделения в паспорте.",
        "Согласно Трудовому кодексу, книжка нужна.",
        "Пинг сервера в норме.",
        "Декодирование справки закончено.",
        "The QR code is on every page.",
    ],
)
def test_what_only_sounds_like_one_may_be_said(said: str) -> None:
    assert not names_secret(said)
