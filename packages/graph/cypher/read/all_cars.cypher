MATCH (e:Entry)-[:IN_CAR]->(n:CarNumber)
RETURN [e.key, n.number] AS listed
