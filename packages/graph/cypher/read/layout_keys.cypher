MATCH (c:TrackConfig)
RETURN c.key AS key
ORDER BY key
