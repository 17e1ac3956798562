MATCH (e:Entry)-[:OF_MAKE]->(n:Manufacturer)
RETURN [e.key, n.name] AS listed
