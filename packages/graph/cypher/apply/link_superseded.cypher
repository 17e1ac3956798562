// The relation follows the list: whichever of the two files came first.
MATCH (a:Snapshot)
MATCH (b:Snapshot)
WHERE b.key IN a.supersedes AND NOT EXISTS { (a)-[:SUPERSEDES]->(b) }
CREATE (a)-[:SUPERSEDES]->(b)
