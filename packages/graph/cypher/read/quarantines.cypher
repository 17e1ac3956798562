MATCH (q:Quarantine)
RETURN q.key AS key, q.cluster AS cluster, q.group AS group, q.rule AS rule, q.reason AS reason, q.rows AS rows
ORDER BY key
