// The results of races known at the moment asked for, a race a row.
MATCH (r:Race)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
WITH r
MATCH (r)<-[:OF_RACE]-(s:Session {kind: 'race'})
RETURN r.key AS race, s.resultsText AS results
