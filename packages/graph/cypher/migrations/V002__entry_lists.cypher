// entry_list_key_unique
CREATE CONSTRAINT entry_list_key_unique IF NOT EXISTS FOR (n:EntryList) REQUIRE n.key IS UNIQUE;

// entry_list_known_at_index
CREATE INDEX entry_list_known_at_index IF NOT EXISTS FOR (n:EntryList) ON (n.knownAt);
