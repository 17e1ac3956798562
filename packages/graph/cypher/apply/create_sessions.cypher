UNWIND $rows AS row
MATCH (r:Race {key: row.race})
CREATE (s:Session {key: row.key, kind: row.kind, title: row.title, knownAt: row.knownAt, resultsText: row.resultsText})
CREATE (s)-[:OF_RACE]->(r)
