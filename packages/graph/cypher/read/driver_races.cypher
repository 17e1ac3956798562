// A driver's races, latest first, with car, team and make, and the result where there is one.
MATCH (d:Driver {driverId: $driver})-[:HAD_ENTRY]->(e:Entry)-[:IN_RACE]->(r:Race)
OPTIONAL MATCH (e)-[x:SESSION_RESULT]->(:Session)
OPTIONAL MATCH (e)-[:FIELDED_BY]->(t:Team)
OPTIONAL MATCH (e)-[:IN_CAR]->(n:CarNumber)
OPTIONAL MATCH (e)-[:OF_MAKE]->(m:Manufacturer)
RETURN r.key AS race, r.name AS raceName, r.series AS series, r.date AS date, r.exhibition AS exhibition, d.name AS name,
  e.start AS start, n.number AS carNumber, t.name AS team, m.name AS make, x.finishOnTrack AS finish,
  x.finishOfficial AS finishOfficial, x.lapsLed AS lapsLed, x.rating AS rating, x.statusRaw AS status
ORDER BY date DESC, race DESC
