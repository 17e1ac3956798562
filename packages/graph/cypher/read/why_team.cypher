MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry {key: $entry})-[:FIELDED_BY]->(n:Team)
RETURN n.key AS key
