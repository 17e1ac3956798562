MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry {key: $entry})-[:IN_CAR]->(n:CarNumber)
RETURN n.key AS key
