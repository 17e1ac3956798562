UNWIND $keys AS cluster
MATCH (q:Quarantine {cluster: cluster})-[x:OF]->(:Part)
DELETE x
