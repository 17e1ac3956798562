UNWIND $keys AS key
MATCH (:Race {key: key})<-[:IN_RACE]-(:Entry)<-[:ABOUT]-(:Claim)-[:FROM]->(n:Source)
RETURN DISTINCT n.key AS key
