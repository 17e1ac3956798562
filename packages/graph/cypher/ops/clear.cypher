// Some nodes of the program's own classes, with their relations.
MATCH (n)
WHERE any(label IN labels(n) WHERE label IN $labels)
WITH n LIMIT $limit
DETACH DELETE n
