MATCH (e:Entry)-[:FIELDED_BY]->(n:Team)
RETURN [e.key, n.name] AS listed
