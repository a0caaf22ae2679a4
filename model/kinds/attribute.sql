-- Attributes of composite types.
-- class: pg_class
-- parent: pg_type
-- when: SELECT FROM pg_class WHERE relkind = 'c' AND oid >= 16384
SELECT a.attrelid AS oid,
       a.attnum AS subid,
       c.reltype AS parent,
       a.attname AS name,
       a.attnum AS position,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind = 'c'
  AND c.oid >= 16384
  AND a.attnum > 0
  AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
