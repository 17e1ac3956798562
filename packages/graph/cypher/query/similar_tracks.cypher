// Layouts of the same narrowest class as $layout.
MATCH (a:TrackConfig {key: $layout})-[:IS_A]->(c:TrackClass)<-[:IS_A]-(b:TrackConfig)
WHERE b.key <> a.key
RETURN b.key AS layout, c.key AS class
ORDER BY layout
