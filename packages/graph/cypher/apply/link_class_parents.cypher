UNWIND $rows AS row
MATCH (a:TrackClass {key: row.key})
MATCH (b:TrackClass {key: row.parent})
CREATE (a)-[:IS_A]->(b)
