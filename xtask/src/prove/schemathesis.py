"""Runs Schemathesis over a running server: every phase, the default checks, none excluded.

Usage: schemathesis.py URL KEY EXAMPLES FOLDER

Ids of objects made for the run stand as examples in the description that Schemathesis reads. Afterwards no operation may
have met only 401, 403 or 404.
"""

import json
import pathlib
import re
import subprocess
import sys
import time

import requests

URL, KEY, EXAMPLES, FOLDER = sys.argv[1:5]
FOLDER = pathlib.Path(FOLDER)
FOLDER.mkdir(parents=True, exist_ok=True)
METHODS = ("get", "put", "post", "delete", "patch")

session = requests.Session()
session.headers["X-API-Key"] = KEY


def ask(method, path, **more):
    answer = session.request(method, URL + path, timeout=120, **more)
    answer.raise_for_status()
    return answer.json()


def ended(job):
    until = time.monotonic() + 300
    while job["state"] in ("queued", "running"):
        if time.monotonic() > until:
            sys.exit(f"job {job['id']} did not end")
        time.sleep(0.1)
        job = ask("GET", f"/v1/jobs/{job['id']}")
    return job


def objects():
    """Objects of every kind, and where their ids go: (pattern of a path, parameter) -> value."""
    race = ask("GET", "/v1/races?limit=1")["races"][0]["race"]
    driver = ask("GET", "/v1/races/next/entries?limit=1")["entries"][0]["driver"]
    file = ask("GET", "/v1/imports?kind=odds")["files"][0]
    scenario = {"name": "more retirements", "attrition": 1.5}
    body = {"race": "next", "simulations": 100, "scenarios": [scenario]}
    projection = ask("POST", "/v1/projections", json=body)
    claim = {"kind": "rear-start", "driver": str(driver), "value": True, "source": "NASCAR"}
    claim = ask("POST", "/v1/races/next/claims", json=claim)["claim"]
    season = int(race["date"][:4])
    body = {"series": race["series"], "from": season, "to": season, "model": "start-only", "simulations": 10}
    done = ended(ask("POST", "/v1/backtests", json=body))
    if done["state"] != "succeeded":
        sys.exit(f"the backtest ended otherwise: {done}")
    failed = session.post(URL + "/v1/imports/race-logs", data=b"a,b\n1,2\n", timeout=120).json()
    failed = ended(failed)
    key = ask("POST", "/v1/keys", json={"account": "spare", "scopes": ["projections:read"]})
    return [
        (r"^/v1/jobs/\{id\}/retry$", "id", failed["id"]),
        (r"^/v1/(jobs|backtests)/", "id", done["id"]),
        (r"^/v1/projections/", "id", projection["id"]),
        (r"^/v1/projections/", "checksum", projection["scenarios"]["checksum"]),
        (r"^/v1/claims/", "id", claim["id"]),
        (r"^/v1/keys/", "id", key["id"]),
        (r"^/v1/", "race", race["key"]),
        (r"^/v1/", "driver", str(driver)),
        (r"^/v1/graph/nodes/", "label", "Race"),
        (r"^/v1/graph/nodes/", "key", race["key"]),
        (r"^/v1/imports/", "import", file["snapshot"]),
        (r"^/v1/graph/queries/", "a", str(driver)),
        (r"^/v1/graph/queries/", "b", str(driver)),
        (r"^/v1/graph/queries/", "season", season),
        (r"^/v1/graph/queries/", "series", race["series"]),
        (r"^/v1/graph/queries/", "layout", race["layout"]),
    ]


def with_examples(api, places):
    for path, item in api["paths"].items():
        for method in METHODS:
            for parameter in item.get(method, {}).get("parameters", []):
                if parameter["in"] == "path" or path.startswith("/v1/graph/queries/"):
                    for pattern, name, value in places:
                        allowed = parameter["schema"].get("enum", [value])
                        if name == parameter["name"] and re.search(pattern, path) and value in allowed:
                            parameter["example"] = value
                            break
    return api


def operations(api):
    for path, item in api["paths"].items():
        pattern = re.compile("^" + re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(path)) + "$")
        for method in METHODS:
            if method in item:
                yield method.upper(), path, pattern


def met_nothing_else(api, har):
    """Operations that met only 401, 403 or 404."""
    seen = {}
    every = list(operations(api))
    # The most literal path first, as the router chooses.
    every.sort(key=lambda one: one[1].count("{"))
    for entry in har["log"]["entries"]:
        request, status = entry["request"], entry["response"]["status"]
        path = requests.utils.urlparse(request["url"]).path
        for method, template, pattern in every:
            if method == request["method"] and pattern.match(path):
                seen.setdefault((method, template), set()).add(status)
                break
    lonely = []
    for method, template, _ in every:
        met = seen.get((method, template), set())
        print(f"{method:6} {template}: {sorted(met)}")
        if not met - {401, 403, 404, 0}:
            lonely.append(f"{method} {template}")
    return lonely


places = objects()
api = with_examples(ask("GET", "/openapi.json"), places)
description = FOLDER / "openapi.json"
description.write_text(json.dumps(api))
har = FOLDER / "run.har"
command = [sys.executable, "-m", "schemathesis.cli", "run", str(description), "--url", URL]
command += ["--header", f"X-API-Key: {KEY}", "--max-examples", EXAMPLES, "--seed", "1", "--continue-on-failure"]
command += ["--request-timeout", "120", "--generation-database", "none", "--no-color"]
command += ["--report", "har", "--report-har-path", str(har)]
code = subprocess.call(command, cwd=FOLDER)
lonely = met_nothing_else(api, json.loads(har.read_text()))
if lonely:
    sys.exit("met only 401, 403 or 404: " + ", ".join(lonely))
sys.exit(code)
