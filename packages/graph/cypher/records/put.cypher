// Puts records that are not there. One that another transaction put meanwhile keeps its own commits.
UNWIND $rows AS row
MERGE (n:Ops {key: row.key})
ON CREATE SET n.kind = row.kind, n.id = row.id, n.owner = row.owner, n.state = row.state, n.label = row.label,
  n.due = row.due, n.revision = 1, n.body = row.body, n.commits = row.commits
RETURN n.key AS key, n.commits AS commits
