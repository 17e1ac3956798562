MATCH (:Snapshot {key: $key})-[x:SUPERSEDES]->(:Snapshot)
DELETE x
