MATCH (m:Migration)
RETURN m.key AS key, m.name AS name, m.checksum AS checksum
ORDER BY key
