"""A subscription and its renewal, tested by HTTP: pytest test_renewal.py, where npm i brindle was run."""
import json, re, subprocess, urllib.parse, urllib.request, uuid
import pytest


@pytest.fixture(scope="session")
def url():
    # Not by npx, which leaves it running when it is terminated itself.
    command = ["node_modules/.bin/brindle", "start", "--memory", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield next(found[1] for line in server.stdout if (found := re.search(r"Brindle listens on (\S+)", line)))
    finally:
        server.terminate()


@pytest.fixture
def call(url):
    key = f"sk_test_{uuid.uuid4().hex}"

    def call(method, path, **params):
        body = urllib.parse.urlencode(params).encode() if method == "POST" else None
        headers = {"Authorization": f"Bearer {key}"}
        request = urllib.request.Request(url + path, data=body, method=method, headers=headers)
        return json.load(urllib.request.urlopen(request))

    return call


def test_a_renewal_is_paid(call):
    price = call(
        "POST",
        "/v1/prices",
        **{"currency": "usd", "unit_amount": 2000, "recurring[interval]": "month", "product_data[name]": "Team"},
    )
    customer = call("POST", "/v1/customers", source="tok_visa")
    call("POST", "/v1/subscriptions", **{"customer": customer["id"], "items[0][price]": price["id"]})
    call("POST", "/brindle/clock/advance", by=32 * 86_400)
    reasons = [one["billing_reason"] for one in call("GET", "/v1/invoices")["data"]]
    assert reasons == ["subscription_cycle", "subscription_create"]
