// Locks records until the end of the transaction; what is read after the SET is committed. One that was removed while
// this transaction waited for its lock has no commits any more and counts as absent.
UNWIND $keys AS key
MATCH (n:Ops {key: key})
SET n.takenBy = $commit
WITH n
WHERE n.commits IS NOT NULL
RETURN n.key AS key, n.revision AS revision, n.commits AS commits
