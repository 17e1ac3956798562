UNWIND $rows AS row
MATCH (e:Entry {key: row.about})
MATCH (s:Source {key: row.source})
CREATE (c:Claim {
  key: row.key, kind: row.kind, value: row.value, confidence: row.confidence, state: row.state, knownAt: row.knownAt,
  rule: row.rule, note: row.note, spanStart: row.spanStart, spanEnd: row.spanEnd, masked: row.masked})
CREATE (c)-[:ABOUT]->(e)
CREATE (c)-[:FROM]->(s)
