UNWIND $rows AS row
MATCH (a:TrackConfig {key: row.key})
MATCH (b:TrackClass {key: row.class})
CREATE (a)-[:IS_A]->(b)
