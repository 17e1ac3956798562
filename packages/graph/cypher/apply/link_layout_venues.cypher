UNWIND $rows AS row
MATCH (a:TrackConfig {key: row.key})
MATCH (b:Track {key: row.venue})
CREATE (a)-[:LAYOUT_OF]->(b)
