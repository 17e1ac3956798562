// One kept set, if it is there.
MATCH (s:ProjectionSet {key: $key})
RETURN s.key AS key
