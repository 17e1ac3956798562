// The series that races belong to.
UNWIND $rows AS row
MERGE (n:Series {key: row.key})
SET n.name = row.name
