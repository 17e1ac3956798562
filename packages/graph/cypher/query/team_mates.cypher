// Who drove for the same team in race $race.
MATCH (r:Race {key: $race})<-[:IN_RACE]-(e:Entry)-[:FIELDED_BY]->(t:Team)
RETURN t.name AS team, e.driverName AS driver
ORDER BY team, driver
