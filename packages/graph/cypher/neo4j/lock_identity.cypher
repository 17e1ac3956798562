// Needed before any migration: without it two processes would each make a lock of their own.
CREATE CONSTRAINT lock_key_unique IF NOT EXISTS FOR (n:Lock) REQUIRE n.key IS UNIQUE
