MATCH (n:TrackConfig)
OPTIONAL MATCH (n)-[:IS_A]->(c:TrackClass)
OPTIONAL MATCH (n)-[:LAYOUT_OF]->(t:Track)
RETURN n.key AS key, c.key AS class, t.key AS venue, n.name AS name, n.seasonFrom AS seasonFrom, n.seasonTo AS seasonTo,
  n.lengthMiles AS lengthMiles, n.surface AS surface, n.turns AS turns
ORDER BY key
