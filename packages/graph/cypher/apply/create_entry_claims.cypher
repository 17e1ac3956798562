UNWIND $rows AS row
MATCH (e:Entry {key: row.about})
MATCH (s:Source {key: row.source})
CREATE (c:Claim {
  key: row.key, kind: row.kind, value: row.value, confidence: row.confidence, state: row.state, knownAt: row.knownAt})
CREATE (c)-[:ABOUT]->(e)
CREATE (c)-[:FROM]->(s)
