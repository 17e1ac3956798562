MATCH (r:Race)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
WITH r
MATCH (r)<-[:IN_RACE]-(e:Entry)-[:IN_CAR]->(n:CarNumber)
RETURN [e.key, n.number] AS listed
