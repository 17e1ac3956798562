// The files that state a race, or a past race of its series whose result was known at the moment asked for.
MATCH (r:Race)-[:STATED_BY]->(:Part)-[:OF_SNAPSHOT]->(s:Snapshot)
WHERE r.series = $series AND (r.key = $race OR r.resultKnownAt <= $asOf)
RETURN DISTINCT s.key AS key
