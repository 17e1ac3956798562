MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry)-[:OF_MAKE]->(n:Manufacturer)
WHERE e.knownAt <= $asOf
RETURN [e.key, n.name] AS listed
