// A driver's races, latest first, with the result where there is one.
MATCH (d:Driver {driverId: $driver})-[:HAD_ENTRY]->(e:Entry)-[:IN_RACE]->(r:Race)
OPTIONAL MATCH (e)-[x:SESSION_RESULT]->(:Session)
OPTIONAL MATCH (e)-[:FIELDED_BY]->(t:Team)
RETURN r.key AS race, r.series AS series, r.date AS date, r.exhibition AS exhibition, d.name AS name,
  e.start AS start, t.name AS team, x.finishOnTrack AS finish, x.lapsLed AS lapsLed, x.rating AS rating,
  x.statusRaw AS status
ORDER BY date DESC, race DESC
