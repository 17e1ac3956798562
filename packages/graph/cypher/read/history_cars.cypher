MATCH (r:Race)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
WITH r
MATCH (r)<-[:IN_RACE]-(e:Entry)-[:IN_CAR]->(n:CarNumber)
RETURN e.key AS entry, n.number AS name
