// Races with results known at the moment asked for.
MATCH (r:Race)-[:RAN_ON]->(c:TrackConfig)-[:LAYOUT_OF]->(t:Track)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
RETURN properties(r) AS race, c.key AS layout, t.key AS venue
