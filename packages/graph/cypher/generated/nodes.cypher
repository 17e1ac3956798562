// Generated from packages/ontology/ontology.toml by `cargo xtask codegen`; do not edit.

// Series
MATCH (n:Series {key: $key})
RETURN properties(n) AS props;

// Series/neighbours
MATCH (n:Series {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Series {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Season
MATCH (n:Season {key: $key})
RETURN properties(n) AS props;

// Season/neighbours
MATCH (n:Season {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Season {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Race
MATCH (n:Race {key: $key})
RETURN properties(n) AS props;

// Race/neighbours
MATCH (n:Race {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Race {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Track
MATCH (n:Track {key: $key})
RETURN properties(n) AS props;

// Track/neighbours
MATCH (n:Track {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Track {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// TrackConfig
MATCH (n:TrackConfig {key: $key})
RETURN properties(n) AS props;

// TrackConfig/neighbours
MATCH (n:TrackConfig {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:TrackConfig {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// TrackClass
MATCH (n:TrackClass {key: $key})
RETURN properties(n) AS props;

// TrackClass/neighbours
MATCH (n:TrackClass {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:TrackClass {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Driver
MATCH (n:Driver {key: $key})
RETURN properties(n) AS props;

// Driver/neighbours
MATCH (n:Driver {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Driver {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Team
MATCH (n:Team {key: $key})
RETURN properties(n) AS props;

// Team/neighbours
MATCH (n:Team {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Team {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Manufacturer
MATCH (n:Manufacturer {key: $key})
RETURN properties(n) AS props;

// Manufacturer/neighbours
MATCH (n:Manufacturer {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Manufacturer {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// CarNumber
MATCH (n:CarNumber {key: $key})
RETURN properties(n) AS props;

// CarNumber/neighbours
MATCH (n:CarNumber {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:CarNumber {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Entry
MATCH (n:Entry {key: $key})
RETURN properties(n) AS props;

// Entry/neighbours
MATCH (n:Entry {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Entry {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// EntryList
MATCH (n:EntryList {key: $key})
RETURN properties(n) AS props;

// EntryList/neighbours
MATCH (n:EntryList {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:EntryList {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Session
MATCH (n:Session {key: $key})
RETURN properties(n) AS props;

// Session/neighbours
MATCH (n:Session {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Session {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Slate
MATCH (n:Slate {key: $key})
RETURN properties(n) AS props;

// Slate/neighbours
MATCH (n:Slate {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Slate {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// ScoringRules
MATCH (n:ScoringRules {key: $key})
RETURN properties(n) AS props;

// ScoringRules/neighbours
MATCH (n:ScoringRules {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:ScoringRules {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Price
MATCH (n:Price {key: $key})
RETURN properties(n) AS props;

// Price/neighbours
MATCH (n:Price {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Price {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Claim
MATCH (n:Claim {key: $key})
RETURN properties(n) AS props;

// Claim/neighbours
MATCH (n:Claim {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Claim {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Source
MATCH (n:Source {key: $key})
RETURN properties(n) AS props;

// Source/neighbours
MATCH (n:Source {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Source {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// ProjectionSet
MATCH (n:ProjectionSet {key: $key})
RETURN properties(n) AS props;

// ProjectionSet/neighbours
MATCH (n:ProjectionSet {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:ProjectionSet {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// ProjectionRecord
MATCH (n:ProjectionRecord {key: $key})
RETURN properties(n) AS props;

// ProjectionRecord/neighbours
MATCH (n:ProjectionRecord {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:ProjectionRecord {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Projection
MATCH (n:Projection {key: $key})
RETURN properties(n) AS props;

// Projection/neighbours
MATCH (n:Projection {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Projection {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Snapshot
MATCH (n:Snapshot {key: $key})
RETURN properties(n) AS props;

// Snapshot/neighbours
MATCH (n:Snapshot {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Snapshot {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Part
MATCH (n:Part {key: $key})
RETURN properties(n) AS props;

// Part/neighbours
MATCH (n:Part {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Part {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Veto
MATCH (n:Veto {key: $key})
RETURN properties(n) AS props;

// Veto/neighbours
MATCH (n:Veto {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Veto {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;

// Quarantine
MATCH (n:Quarantine {key: $key})
RETURN properties(n) AS props;

// Quarantine/neighbours
MATCH (n:Quarantine {key: $key})-[x]->(m)
RETURN 'out' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key
UNION ALL
MATCH (n:Quarantine {key: $key})<-[x]-(m)
RETURN 'in' AS direction, type(x) AS type, properties(x) AS props, labels(m) AS labels, m.key AS key;
