// Whoever writes this waits until every transaction that wrote it before has ended.
MERGE (l:Lock {key: $key})
SET l.holder = $holder
