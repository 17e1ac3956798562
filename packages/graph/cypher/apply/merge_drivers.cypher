// A driver is called as on the latest race; of two names on one day, the later in the alphabet.
UNWIND $rows AS row
MERGE (d:Driver {key: row.key})
ON CREATE SET d.driverId = row.driverId, d.name = row.name, d.listedOn = row.listedOn
ON MATCH SET d.name = row.name, d.listedOn = row.listedOn
