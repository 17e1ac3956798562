UNWIND $rows AS row
MATCH (s:Snapshot {key: row.snapshot})
CREATE (p:Part {key: row.key, group: row.group, raceGroup: row.raceGroup, rows: row.rows})
CREATE (p)-[:OF_SNAPSHOT]->(s)
