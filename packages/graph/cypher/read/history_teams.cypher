MATCH (r:Race)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
WITH r
MATCH (r)<-[:IN_RACE]-(e:Entry)-[:FIELDED_BY]->(n:Team)
RETURN [e.key, n.name] AS listed
