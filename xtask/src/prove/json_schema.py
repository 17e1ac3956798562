"""Judges lines of an export by a schema: python3 json_schema.py SCHEMA EXPORT. Exit code 0: all as expected."""

import collections
import copy
import json
import sys

import jsonschema

# A line is tried against every class and relation: of each kind so many are enough.
OF_EACH_KIND = 100

schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

kinds = collections.defaultdict(list)
for text in open(sys.argv[2], encoding="utf-8"):
    line = json.loads(text)
    kinds[line.get("label") or line["type"]].append(line)
for kind, lines in sorted(kinds.items()):
    step = max(1, len(lines) // OF_EACH_KIND)
    judged = lines[::step]
    for line in judged:
        error = jsonschema.exceptions.best_match(validator.iter_errors(line))
        if error:
            sys.exit(f"{kind}: {line}: {error.message}")
    print(f"{kind}: {len(judged)} of {len(lines)} lines conform")


def refused(name, kind, change):
    line = copy.deepcopy(kinds[kind][0])
    change(line)
    if validator.is_valid(line):
        sys.exit(f"passed: {name}: {line}")
    print(f"refused: {name}")


refused("a finish of 0", "SESSION_RESULT", lambda line: line["props"].update(finishOnTrack=0))
refused("a finish that is text", "SESSION_RESULT", lambda line: line["props"].update(finishOnTrack="1"))
refused("a result without a rating", "SESSION_RESULT", lambda line: line["props"].pop("rating"))
refused("an entry in a track", "IN_RACE", lambda line: line.update(to="Track/phoenix"))
refused("a series that is none", "Race", lambda line: line["props"].update(series="indycar"))
refused("a lock in another time zone", "Race", lambda line: line["props"].update(lockAt="2025-11-02T19:00:00-05:00"))
refused("a property that the class does not have", "Driver", lambda line: line["props"].update(start=1))
refused("an unknown label", "Race", lambda line: line.update(label="Lap"))
