// Removes records that this transaction has locked.
UNWIND $keys AS key
MATCH (n:Ops {key: key})
DETACH DELETE n
