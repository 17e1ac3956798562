MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry)-[:IN_CAR]->(n:CarNumber)
WHERE e.knownAt <= $asOf
RETURN [e.key, n.number] AS listed
