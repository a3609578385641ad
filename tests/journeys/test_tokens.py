"""What is no token of ours, or no longer one, opens nothing."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.journeys.running import Running
from tests.journeys.site import Applicant

pytestmark = [pytest.mark.req("aut-11", "sec-05"), pytest.mark.xdist_group("access")]


def part(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read a token's head and claims."""
    head, claims = (json.loads(base64.urlsafe_b64decode(text + "==")) for text in token.split(".")[:2])
    return head, claims


def sign(head: dict[str, Any], claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    return jwt.encode(head, claims, RSAKey.import_key(key))


@pytest.fixture
def own_key(system: Running) -> rsa.RSAPrivateKey:
    """Steal the pool's key from the emulator: only so can an expired token be genuine."""
    (stolen,) = system.state.rglob(f"{system.outputs()['UserPoolId']}-id.pem")
    key = load_pem_private_key(stolen.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def refused(applicant: Applicant, token: str) -> bool:
    answer = applicant.site("GET", "/v1/me", token=token)
    return (answer.status, answer.json.get("code")) == (401, "TOKEN_REQUIRED")


def test_only_a_genuine_token_that_is_running_opens_the_door(
    applicant: Applicant, own_key: rsa.RSAPrivateKey
) -> None:
    head, claims = opened(applicant.token)
    assert applicant.site("GET", "/v1/me", token=sign(head, claims, own_key)).status == 200
    expired = {**claims, "exp": claims["iat"] - 1, "iat": claims["iat"] - 3600}
    assert refused(applicant, sign(head, expired, own_key))
    stranger = rsa.generate_private_key(65537, 2048)
    assert refused(applicant, sign(head, claims, stranger))


def test_a_token_without_a_signature_opens_nothing(applicant: Applicant) -> None:
    head, claims = opened(applicant.token)
    for algorithm in ("none", "None", "HS256"):
        unsigned = f"{part({**head, 'alg': algorithm})}.{part(claims)}."
        assert refused(applicant, unsigned)
        assert refused(applicant, unsigned + applicant.token.split(".")[2])


def test_a_token_in_which_somebody_else_is_named_opens_nothing(applicant: Applicant) -> None:
    head, _, signature = applicant.token.split(".")
    _, said = opened(applicant.token)
    other = part({**said, "cognito:username": "somebody"})
    assert refused(applicant, f"{head}.{other}.{signature}")


def test_a_token_of_another_pool_opens_nothing(system: Running, applicant: Applicant) -> None:
    cognito = system.aws("cognito-idp")
    _, said = opened(applicant.token)
    pool = cognito.create_user_pool(PoolName="another")["UserPool"]["Id"]
    who = {"UserPoolId": pool, "Username": said["cognito:username"]}
    cognito.admin_create_user(**who, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**who, Password="Password1!", Permanent=True)
    cognito.create_group(UserPoolId=pool, GroupName="applicant")
    cognito.admin_add_user_to_group(**who, GroupName="applicant")
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="another", ExplicitAuthFlows=flows)
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client["UserPoolClient"]["ClientId"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": who["Username"], "PASSWORD": "Password1!"},
    )
    assert refused(applicant, answer["AuthenticationResult"]["IdToken"])
    cognito.delete_user_pool(UserPoolId=pool)


def test_an_access_token_says_nothing_about_the_person(applicant: Applicant) -> None:
    assert refused(applicant, applicant.access_token)
