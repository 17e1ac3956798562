MATCH (d:Driver)
RETURN d.driverId AS driverId, d.name AS name
ORDER BY driverId
