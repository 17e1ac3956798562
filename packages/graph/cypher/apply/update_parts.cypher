UNWIND $rows AS row
MATCH (p:Part {key: row.key})
SET p.rows = row.rows, p.raceGroup = row.raceGroup
