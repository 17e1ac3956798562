UNWIND $keys AS key
MATCH (:Race {key: key})<-[:ABOUT]-(:Claim)-[:FROM]->(n:Source)
RETURN DISTINCT n.key AS key
