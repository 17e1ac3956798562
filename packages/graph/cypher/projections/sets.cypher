// The kept sets.
MATCH (s:ProjectionSet)
RETURN s.key AS key
ORDER BY key
