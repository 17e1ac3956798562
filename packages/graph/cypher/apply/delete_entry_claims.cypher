UNWIND $keys AS key
MATCH (:Race {key: key})<-[:IN_RACE]-(:Entry)<-[:ABOUT]-(c:Claim)
DETACH DELETE c
