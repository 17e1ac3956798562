UNWIND $rows AS row
MATCH (r:Race {key: row.race})
MATCH (d:Driver {key: row.driver})
CREATE (e:Entry {
  key: row.key, driverName: row.driverName, knownAt: row.knownAt, start: row.start, gridKnownAt: row.gridKnownAt})
CREATE (e)-[:IN_RACE]->(r)
CREATE (d)-[:HAD_ENTRY]->(e)
