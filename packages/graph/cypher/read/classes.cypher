MATCH (n:TrackClass)
OPTIONAL MATCH (n)-[:IS_A]->(p:TrackClass)
RETURN n.key AS key, n.name AS name, p.key AS parent
ORDER BY key
