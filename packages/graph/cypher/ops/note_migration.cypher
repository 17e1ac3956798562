MERGE (m:Migration {key: $key})
SET m.name = $name, m.checksum = $checksum, m.appliedAt = $appliedAt
