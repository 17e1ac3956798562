// Claims about entries known at the moment asked for.
MATCH (c:Claim)-[:ABOUT]->(e:Entry)
WHERE c.knownAt <= $asOf
MATCH (c)-[:FROM]->(s:Source)
RETURN e.key AS about, s.key AS source, properties(c) AS claim
