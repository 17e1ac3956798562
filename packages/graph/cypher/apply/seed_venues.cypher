// The tracks.
UNWIND $rows AS row
MERGE (n:Track {key: row.key})
SET n.name = row.name, n.latitude = row.latitude, n.longitude = row.longitude
