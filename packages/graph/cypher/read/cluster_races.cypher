UNWIND $clusters AS cluster
MATCH (r:Race {cluster: cluster})
RETURN r.key AS race, r.cluster AS cluster
