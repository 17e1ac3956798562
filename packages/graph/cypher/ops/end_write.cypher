// Takes the announcement back, where it is still the same. The first SET waits for whoever holds the node.
MATCH (l:Lock {key: $key})
SET l.holder = $holder
WITH l
WHERE l.writing = $writing
SET l.writing = null
