// Claims about races known at the moment asked for.
MATCH (c:Claim)-[:ABOUT]->(r:Race)
WHERE c.knownAt <= $asOf
MATCH (c)-[:FROM]->(s:Source)
RETURN r.key AS about, s.key AS source, properties(c) AS claim
