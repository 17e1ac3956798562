MATCH (q:Quarantine)
RETURN q.key AS key, q.raceGroup AS raceGroup, q.group AS group, q.rule AS rule, q.reason AS reason, q.rows AS rows
ORDER BY key
