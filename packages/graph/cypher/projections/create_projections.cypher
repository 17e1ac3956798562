UNWIND $rows AS row
MATCH (s:ProjectionSet {key: row.setKey})
CREATE (p:Projection {
  key: row.key, meanFinish: row.meanFinish, winProbability: row.winProbability, draftkingsMean: row.draftkingsMean,
  fanduelMean: row.fanduelMean})
CREATE (p)-[:IN_SET]->(s)
