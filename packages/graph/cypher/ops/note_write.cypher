// Leaves the mark of this transaction and tells the mark that stood there. The first SET waits for
// whoever holds the node, so that what is read after it is committed.
MERGE (l:Lock {key: $key})
SET l.holder = $holder
WITH l, l.mark AS before
SET l.mark = $mark
RETURN before
