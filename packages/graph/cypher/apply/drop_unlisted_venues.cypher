// Tracks without a layout.
MATCH (n:Track)
WHERE NOT EXISTS { (:TrackConfig)-[:LAYOUT_OF]->(n) }
DETACH DELETE n
