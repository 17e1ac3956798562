// What is due is asked for several times a second.
CREATE INDEX ops_due_index IF NOT EXISTS FOR (n:Ops) ON (n.kind, n.due)
