// The mark of the last transaction that wrote.
MATCH (l:Lock {key: $key})
RETURN l.mark AS mark
