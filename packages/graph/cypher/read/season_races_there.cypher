// The points races of a season of one series on one layout, in order.
MATCH (r:Race)-[:RAN_ON]->(:TrackConfig {key: $layout})
MATCH (r)-[:IN_SEASON]->(n:Season)
WHERE r.series = $series AND n.year = $year AND NOT r.exhibition
RETURN r.key AS race, r.date AS date, r.numberOfDay AS number
ORDER BY date, number, race
