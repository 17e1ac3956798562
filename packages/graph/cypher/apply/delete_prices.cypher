UNWIND $keys AS key
MATCH (:Race {key: key})<-[:IN_RACE]-(:Entry)<-[:PRICE_OF]-(p:Price)
DETACH DELETE p
