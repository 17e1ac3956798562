// Leaves the mark of this transaction, and gives the mark before it and the announced piece of writing.
// The first SET waits for whoever holds the node, so that what is read after it is committed.
MERGE (l:Lock {key: $key})
SET l.holder = $holder
WITH l, l.mark AS before, l.writing AS writing
SET l.mark = $mark
RETURN before AS mark, writing
