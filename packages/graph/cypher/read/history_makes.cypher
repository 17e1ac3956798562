MATCH (r:Race)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
WITH r
MATCH (r)<-[:IN_RACE]-(e:Entry)-[:OF_MAKE]->(n:Manufacturer)
RETURN [e.key, n.name] AS listed
