UNWIND $rows AS row
MATCH (e:Entry {key: row.entry})
CREATE (p:Price {key: row.key, book: row.book, decimalOdds: row.decimalOdds, knownAt: row.knownAt})
CREATE (p)-[:PRICE_OF]->(e)
