// The cars of races with results known at the moment asked for. Properties come as one map each:
// a store may fetch a whole node or relation for every single property read.
MATCH (r:Race)
WHERE r.series IN $series AND r.resultKnownAt <= $asOf
WITH r
MATCH (r)<-[:IN_RACE]-(e:Entry)-[x:SESSION_RESULT]->(:Session)
RETURN properties(e) AS entry, properties(x) AS result
