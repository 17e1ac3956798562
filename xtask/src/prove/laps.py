"""Recounts what `backstretch laps RACE --json` says of five races, from the CSV files alone."""

import csv
import gzip
import json
import statistics
import sys
from pathlib import Path

folder, answers = Path(sys.argv[1]), Path(sys.argv[2])
wanted = {path.stem for path in answers.glob("*.json")}


def rows(name):
    with gzip.open(folder / name, "rt", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["race_id"] in wanted)


laps, stops, cautions, leaders, stages = {}, {}, {}, {}, {}
for path in sorted(folder.glob("*-20??.csv.gz")):
    if path.name.startswith(("cup", "oreilly", "trucks")):
        for row in rows(path.name):
            laps.setdefault(row["race_id"], {}).setdefault(row["car"], {})[int(row["lap"])] = row
for path in sorted(folder.glob("pits-*.csv.gz")):
    for row in rows(path.name):
        # Since 2025 a stop may have several rows: the one with most values is it, among equal ones the first.
        own = stops.setdefault(row["race_id"], {})
        key = (row["car"], int(row["lap"]), 0 if int(row["race_id"]) >= 5485 else len(own))
        filled = lambda row: sum(value != "" for value in row.values())
        if key not in own or filled(row) > filled(own[key]):
            own[key] = row
for row in rows("cautions-2019-2025.csv.gz"):
    cautions.setdefault(row["race_id"], []).append((int(row["start_lap"]), int(row["end_lap"])))
for row in rows("leaders-2019-2025.csv.gz"):
    leaders.setdefault(row["race_id"], []).append(row)
for row in rows("stages-2020-2025.csv.gz"):
    stages.setdefault(row["race_id"], []).append(row)


def fall_off(own, yellow, pitted):
    runs, run = [], []
    for lap in sorted(lap for lap in own if lap > 0):
        time = own[lap]["ms"]
        if lap in yellow or lap in pitted or time == "":
            runs.append(run)
            run = []
            continue
        if run and run[-1][0] + 1 != lap:
            runs.append(run)
            run = []
        run.append((lap, int(time)))
    runs.append(run)
    losses = []
    for run in runs:
        if len(run) >= 20:
            times = [time for _, time in run]
            losses.append((statistics.median(times[-5:]) - statistics.median(times[2:7])) / (len(times) - 7))
    return sum(losses) / len(losses) if losses else None


faults, cars_seen = [], 0
for race in sorted(wanted):
    answer = json.loads((answers / f"{race}.json").read_text())
    yellow = {lap for start, end in cautions.get(race, []) for lap in range(start, end + 1)}
    ends = sorted({end for _, end in cautions.get(race, [])})
    by_car = {car["car"]: car for car in answer["cars"]}
    if set(by_car) != set(laps[race]):
        faults.append(f"{race}: other cars")
        continue
    for car, own in laps[race].items():
        cars_seen += 1
        run = [lap for lap in own if lap > 0]
        of_car = [(key[1], row) for key, row in stops.get(race, {}).items() if key[0] == car]
        noted = [
            (int(row["rank_in"]), int(row["rank_out"]))
            for _, row in of_car
            if int(row["rank_in"] or 0) > 0 and int(row["rank_out"] or 0) > 0
        ]
        restarts = [
            int(own[end]["pos"]) - int(own[end + 2]["pos"])
            for end in ends
            if end + 1 not in yellow and end + 2 not in yellow and end in own and end + 2 in own
        ]
        mine = {
            "laps": len(run),
            "lapsMissing": max(run, default=0) - len(run),
            "lapsLed": sum(own[lap]["pos"] == "1" for lap in run),
            "lapsLedByLeaders": sum(
                int(row["end_lap"]) - max(int(row["start_lap"]), 1) + 1
                for row in leaders.get(race, [])
                if row["car"] == car and int(row["end_lap"]) > 0
            ),
            # Without a file of its stops a race has neither their number nor runs between them.
            "stops": len(of_car) if race in stops else None,
            "pitPlacesWon": sum(max(before - after, 0) for before, after in noted),
            "pitPlacesLost": sum(max(after - before, 0) for before, after in noted),
            "restarts": len(restarts),
            "restartPlaces": sum(restarts),
            "stagePoints": sum(int(row["stage_points"]) for row in stages.get(race, []) if row["car"] == car),
            "fallOff": fall_off(own, yellow, {lap for lap, _ in of_car}) if race in stops else None,
        }
        for name, value in mine.items():
            given = by_car[car].get(name)
            same = (
                abs(given - value) < 1e-6
                if isinstance(value, float) and given is not None
                else given == value
            )
            if not same:
                faults.append(f"{race} car {car}: {name} is {given}, recounted {value}")
print(f"{len(wanted)} races, {cars_seen} cars, {len(faults)} faults")
print("\n".join(faults[:40]))
sys.exit(bool(faults))
