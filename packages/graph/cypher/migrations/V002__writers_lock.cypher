// Identity of what the writers of a server agree on: lock_key_unique
CREATE CONSTRAINT lock_key_unique IF NOT EXISTS FOR (n:Lock) REQUIRE n.key IS UNIQUE;
