// Win odds known at the moment asked for.
MATCH (p:Price)-[:PRICE_OF]->(e:Entry)
WHERE p.knownAt <= $asOf
RETURN e.key AS entry, properties(p) AS price
