UNWIND $keys AS key
MATCH (:Race {key: key})<-[:ABOUT]-(c:Claim)
DETACH DELETE c
