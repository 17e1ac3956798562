// How fast cars were in practice and qualifying.
UNWIND $rows AS row
MATCH (e:Entry {key: row.entry})
MATCH (s:Session {key: row.session})
CREATE (e)-[:SESSION_PACE {
  knownAt: row.knownAt, bestLap: row.bestLap, run5: row.run5, run10: row.run10, run15: row.run15, run20: row.run20,
  run25: row.run25, run30: row.run30}]->(s)
