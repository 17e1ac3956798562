MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry {key: $entry})-[:OF_MAKE]->(n:Manufacturer)
RETURN n.key AS key
