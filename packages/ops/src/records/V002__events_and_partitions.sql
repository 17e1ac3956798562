INSERT INTO kinds (name, append_only) VALUES ('event', 1), ('partition', 0) ON CONFLICT (name) DO NOTHING;
