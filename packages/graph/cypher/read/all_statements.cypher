MATCH (r:Race)-[:STATED_BY]->(p:Part)
RETURN r.key AS race, p.key AS part
