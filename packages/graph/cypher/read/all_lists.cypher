// The versions of every race's entry list.
MATCH (r:Race)<-[:LIST_OF]-(l:EntryList)
RETURN r.key AS race, properties(l) AS list
