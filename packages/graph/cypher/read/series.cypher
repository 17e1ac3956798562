MATCH (n:Series)
RETURN n.key AS key, n.name AS name
ORDER BY key
