// A quarantine holds against every part of its group.
UNWIND $rows AS row
MATCH (q:Quarantine {key: row.key})
MATCH (p:Part {raceGroup: row.raceGroup})
WHERE p.group = row.group
CREATE (q)-[:OF]->(p)
