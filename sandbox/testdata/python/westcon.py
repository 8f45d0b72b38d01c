"""Asks for the status of orders as a partner's program in Python does, with requests-oauthlib.

Settings come as JSON on standard input; each step's result leaves as a line of JSON.
"""

import json
import sys

from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

settings = json.load(sys.stdin)


def step(name, read):
    print(json.dumps({"step": name, "read": read}), flush=True)


def session():
    client = BackendApplicationClient(client_id=settings["client_id"])
    oauth = OAuth2Session(client=client)
    oauth.headers["Ocp-Apim-Subscription-Key"] = settings["subscription_key"]
    return oauth


def fetch(oauth, secret, **more):
    return oauth.fetch_token(settings["token_url"], resource=settings["resource"], client_secret=secret, **more)


def ask(oauth, order_type, order):
    wrapper = {"partnerKey": settings["partner_key"], "orderType": order_type, "language": "EN", "order": order}
    answer = oauth.post(settings["url"] + "/Orders/orderStatus", json={"mT_OrderStatus_API_REQ": wrapper})
    return {"status": answer.status_code, "body": answer.json()}


# The credentials in the form, as D2 has them; then in the header, as OAuth clients send them unless told otherwise.
ways = {
    "form": lambda oauth, secret: fetch(oauth, secret, include_client_id=True),
    "basic": lambda oauth, secret: fetch(oauth, secret, auth=HTTPBasicAuth(settings["client_id"], secret)),
}
for way, get in ways.items():
    oauth = session()
    token = get(oauth, settings["client_secret"])
    step(way, {"type": token["token_type"], "expires_in": token["expires_in"]})
    for order_type in ("W", "C"):
        step(order_type, ask(oauth, order_type, settings["orders"][order_type]))
    try:
        get(session(), "wrong")
        step("wrong secret", "accepted")
    except OAuth2Error as refusal:
        step("wrong secret", refusal.error)

stranger = session()
stranger.token = {"token_type": "Bearer", "access_token": "garbled"}
step("garbled token", ask(stranger, "W", settings["orders"]["W"])["status"])

# The token as its published keys show it, where the libraries for that are installed.
try:
    import jwt

    published = jwt.PyJWKClient(settings["keys_url"]).get_signing_key_from_jwt(token["access_token"])
    claims = jwt.decode(token["access_token"], published.key, algorithms=["RS256"], audience=settings["resource"])
    step("claims", {"appid": claims["appid"], "ver": claims["ver"]})
except (ImportError, AttributeError, NotImplementedError):
    step("claims", None)
