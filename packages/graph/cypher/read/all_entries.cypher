MATCH (e:Entry)
RETURN properties(e) AS entry
