// The track classes; their IS_A follows in a statement of its own.
UNWIND $rows AS row
MERGE (n:TrackClass {key: row.key})
SET n.name = row.name
