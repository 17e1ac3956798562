// The mark of the last transaction that wrote, and the piece of writing that is announced.
MATCH (l:Lock {key: $key})
RETURN l.mark AS mark, l.writing AS writing
