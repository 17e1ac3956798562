// price_key_unique
CREATE CONSTRAINT price_key_unique IF NOT EXISTS FOR (n:Price) REQUIRE n.key IS UNIQUE;

// price_known_at_index
CREATE INDEX price_known_at_index IF NOT EXISTS FOR (n:Price) ON (n.knownAt);
