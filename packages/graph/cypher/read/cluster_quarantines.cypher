UNWIND $clusters AS cluster
MATCH (q:Quarantine {cluster: cluster})
RETURN q.key AS key, q.cluster AS cluster, q.group AS group, q.rule AS rule, q.reason AS reason, q.rows AS rows
