// Locks records until the end of the transaction; what is read after the SET is committed.
UNWIND $keys AS key
MATCH (n:Ops {key: key})
SET n.takenBy = $commit
RETURN n.key AS key, n.revision AS revision, n.commits AS commits
