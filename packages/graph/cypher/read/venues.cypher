MATCH (n:Track)
RETURN n.key AS key, n.name AS name, n.latitude AS latitude, n.longitude AS longitude
ORDER BY key
