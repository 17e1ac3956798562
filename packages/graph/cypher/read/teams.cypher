MATCH (n:Team)
RETURN n.name AS name
ORDER BY name
