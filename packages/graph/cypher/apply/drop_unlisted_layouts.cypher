// Layouts that the reference no longer lists and no race ran on.
MATCH (n:TrackConfig)
WHERE NOT n.key IN $keys AND NOT EXISTS { (:Race)-[:RAN_ON]->(n) }
DETACH DELETE n
