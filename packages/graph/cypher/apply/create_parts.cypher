UNWIND $rows AS row
MATCH (s:Snapshot {key: row.snapshot})
CREATE (p:Part {key: row.key, group: row.group, cluster: row.cluster, rows: row.rows})
CREATE (p)-[:OF_SNAPSHOT]->(s)
