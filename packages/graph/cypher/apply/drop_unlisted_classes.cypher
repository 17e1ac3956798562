MATCH (n:TrackClass)
WHERE NOT n.key IN $keys
DETACH DELETE n
