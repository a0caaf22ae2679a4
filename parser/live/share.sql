-- Which index or key of a partition is the share of which one above.  The index of a key stands for the key.
-- when: SELECT FROM pg_inherits
SELECT CASE WHEN k.oid IS NULL THEN 'pg_class'::regclass ELSE 'pg_constraint'::regclass END::oid AS class,
       coalesce(k.oid, h.inhrelid) AS oid,
       CASE WHEN a.oid IS NULL THEN 'pg_class'::regclass ELSE 'pg_constraint'::regclass END::oid AS target_class,
       coalesce(a.oid, h.inhparent) AS target
FROM pg_inherits h
JOIN pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('i', 'I')
LEFT JOIN pg_constraint k ON k.conindid = h.inhrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_constraint a ON a.conindid = h.inhparent AND a.contype IN ('p', 'u', 'x')
