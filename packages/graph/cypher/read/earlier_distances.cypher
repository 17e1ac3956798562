// Distances of races of one series on one layout whose results were known at the moment asked for.
MATCH (r:Race)-[:RAN_ON]->(:TrackConfig {key: $layout})
WHERE r.series = $series AND r.resultKnownAt <= $asOf AND r.key <> $race AND NOT r.exhibition
RETURN r.date AS date, r.key AS race, r.distanceLaps AS laps
ORDER BY date, race
