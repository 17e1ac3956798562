UNWIND $rows AS row
MATCH (r:Race {key: row.race})
CREATE (l:EntryList {
  key: row.key, number: row.number, knownAt: row.knownAt, statedAt: row.statedAt, rowsText: row.rowsText,
  heldText: row.heldText})
CREATE (l)-[:LIST_OF]->(r)
