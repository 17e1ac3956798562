MATCH (s:Snapshot {key: $key})
DETACH DELETE s
