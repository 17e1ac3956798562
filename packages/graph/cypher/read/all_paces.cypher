// How fast cars were in practice and qualifying, as known at the moment asked for.
MATCH (s:Session)
WHERE s.kind IN ['practice', 'qualifying']
WITH s
MATCH (s)<-[x:SESSION_PACE]-(e:Entry)
WHERE x.knownAt <= $asOf
RETURN [e.key, s.kind, s.title] AS pace, properties(x) AS laps
