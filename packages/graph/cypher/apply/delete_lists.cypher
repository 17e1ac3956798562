UNWIND $keys AS key
MATCH (r:Race {key: key})<-[:LIST_OF]-(l:EntryList)
DETACH DELETE l
