MATCH (r:Race {key: $race})-[:RAN_ON]->(c:TrackConfig)
OPTIONAL MATCH (c)-[:LAYOUT_OF]->(t:Track)
OPTIONAL MATCH (c)-[:IS_A]->(k:TrackClass)
OPTIONAL MATCH (r)-[:IN_SEASON]->(n:Season)
OPTIONAL MATCH (n)-[:OF_SERIES]->(s:Series)
RETURN c.key AS layout, t.key AS venue, k.key AS class, n.key AS season, s.key AS series
