MATCH (r:Race {key: $race})<-[:IN_RACE]-(e:Entry)-[x:SESSION_RESULT]->(:Session)
WHERE r.resultKnownAt <= $asOf
RETURN properties(e) AS entry, properties(x) AS result
