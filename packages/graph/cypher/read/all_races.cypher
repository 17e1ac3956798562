MATCH (r:Race)-[:RAN_ON]->(c:TrackConfig)-[:LAYOUT_OF]->(t:Track)
RETURN properties(r) AS race, c.key AS layout, t.key AS venue
