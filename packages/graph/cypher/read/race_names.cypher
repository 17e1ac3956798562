MATCH (r:Race)
RETURN r.key AS key, r.aliases AS aliases
ORDER BY key
