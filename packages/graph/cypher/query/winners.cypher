// Winners on the track of $series ("cup", "oreilly", "trucks") in $season, by date.
MATCH (r:Race)-[:IN_SEASON]->(n:Season)
WHERE r.series = $series AND n.year = $season
MATCH (r)<-[:IN_RACE]-(e:Entry)-[x:SESSION_RESULT]->(:Session)
WHERE x.finishOnTrack = 1
RETURN r.date AS date, r.key AS race, e.driverName AS driver
ORDER BY date, race
