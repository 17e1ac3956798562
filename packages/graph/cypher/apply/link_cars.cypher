UNWIND $rows AS row
MATCH (e:Entry {key: row.entry})
MATCH (n:CarNumber {key: row.key})
CREATE (e)-[:IN_CAR]->(n)
