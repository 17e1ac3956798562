UNWIND $keys AS raceGroup
MATCH (q:Quarantine {raceGroup: raceGroup})-[x:OF]->(:Part)
DELETE x
