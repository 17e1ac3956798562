// Races in which drivers $a and $b (NASCAR's numbers) both finished, latest first.
MATCH (x:Driver {driverId: $a})-[:HAD_ENTRY]->(p:Entry)-[:IN_RACE]->(r:Race)
MATCH (p)-[f:SESSION_RESULT]->(s:Session)
MATCH (s)<-[g:SESSION_RESULT]-(q:Entry)<-[:HAD_ENTRY]-(y:Driver {driverId: $b})
RETURN r.key AS race, r.date AS date, f.finishOnTrack AS finishA, g.finishOnTrack AS finishB
ORDER BY date DESC, race
