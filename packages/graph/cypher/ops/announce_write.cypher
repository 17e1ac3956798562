// Announces a piece of writing, before its first transaction.
MERGE (l:Lock {key: $key})
SET l.holder = $holder, l.writing = $writing
