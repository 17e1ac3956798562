UNWIND $rows AS row
MATCH (r:Race {key: row.race})
CREATE (s:Session {key: row.key, kind: row.kind, title: row.title, knownAt: row.knownAt, sheet: row.sheet})
CREATE (s)-[:OF_RACE]->(r)
