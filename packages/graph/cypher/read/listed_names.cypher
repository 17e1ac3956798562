// The names under which drivers stand on entry lists.
UNWIND $keys AS key
MATCH (d:Driver {key: key})-[:HAD_ENTRY]->(e:Entry)-[:IN_RACE]->(r:Race)
RETURN d.key AS driver, r.key AS race, r.date AS date, e.driverName AS name
