UNWIND $rows AS row
MERGE (n:CarNumber {key: row.key})
ON CREATE SET n.number = row.number
