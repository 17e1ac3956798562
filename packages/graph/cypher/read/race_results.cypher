// The cars of one race, as HISTORY_RESULTS gives those of many.
MATCH (r:Race {key: $race})<-[:IN_RACE]-(e:Entry)-[x:SESSION_RESULT]->(:Session)
WHERE r.resultKnownAt <= $asOf
RETURN [e.key, e.driverName, e.start] AS entry, properties(x) AS result
