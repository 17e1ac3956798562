// The cars of races with results known at the moment asked for. The embedded store fetches a whole
// node or relation for each property that stands in RETURN by itself: hence a list and a map.
MATCH (r:Race)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
WITH r
MATCH (r)<-[:IN_RACE]-(e:Entry)-[x:SESSION_RESULT]->(:Session)
RETURN [e.key, e.driverName, e.start] AS entry, properties(x) AS result
