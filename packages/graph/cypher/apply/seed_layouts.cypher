// The layouts of the tracks; their relations follow in statements of their own.
UNWIND $rows AS row
MERGE (n:TrackConfig {key: row.key})
SET n.name = row.name, n.seasonFrom = row.seasonFrom, n.seasonTo = row.seasonTo, n.lengthMiles = row.lengthMiles,
    n.surface = row.surface, n.turns = row.turns
