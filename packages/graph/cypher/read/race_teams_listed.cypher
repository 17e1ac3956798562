MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry)-[:FIELDED_BY]->(n:Team)
WHERE e.knownAt <= $asOf
RETURN [e.key, n.name] AS listed
