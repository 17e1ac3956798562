// A race, once it was announced.
MATCH (r:Race {key: $race})-[:RAN_ON]->(c:TrackConfig)-[:LAYOUT_OF]->(t:Track)
WHERE r.knownAt <= $asOf
RETURN properties(r) AS race, c.key AS layout, t.key AS venue
