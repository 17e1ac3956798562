// Replaces records that this transaction has locked.
UNWIND $rows AS row
MATCH (n:Ops {key: row.key})
SET n.owner = row.owner, n.state = row.state, n.label = row.label, n.due = row.due,
  n.revision = n.revision + 1, n.body = row.body, n.commits = row.commits
