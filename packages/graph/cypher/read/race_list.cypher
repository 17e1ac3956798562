// Who is entered, as known at the moment asked for; before the grid was known no start is shown.
MATCH (:Race {key: $race})<-[:IN_RACE]-(e:Entry)
WHERE e.knownAt <= $asOf
RETURN e.key AS key, e.driverName AS driverName, CASE WHEN e.gridKnownAt <= $asOf THEN e.start ELSE null END AS start
ORDER BY key
