UNWIND $raceGroups AS raceGroup
MATCH (r:Race {raceGroup: raceGroup})
RETURN r.key AS race, r.raceGroup AS raceGroup
