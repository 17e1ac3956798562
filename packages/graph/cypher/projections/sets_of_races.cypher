// The kept sets of races, by any name of the race.
MATCH (s:ProjectionSet)
WHERE s.race IN $keys
RETURN s.key AS key, s.race AS race, s.derivedFrom AS derivedFrom
