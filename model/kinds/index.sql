-- Indexes that no constraint owns.  All from pg_index itself: the server writes only expressions.  An index made ON ONLY
-- a partitioned table stays invalid until every partition has its share; whose share an index is says
-- parser/live/share.sql.
-- class: pg_class
-- parent: pg_class
SELECT c.oid AS oid,
       i.indrelid AS parent,
       c.relname AS name,
       am.amname AS method,
       i.indisunique AS is_unique,
-- from 15
       i.indnullsnotdistinct AS nulls_not_distinct,
-- end
-- before 15
       false AS nulls_not_distinct,
-- end
       c.relkind = 'I' AND NOT i.indisvalid AS only,
       c.relkind <> 'I' AND NOT i.indisvalid AS invalid,
-- include elements
       AS elements,
-- include element_options
       AS element_options,
       CASE WHEN i.indnatts > i.indnkeyatts THEN
           ARRAY(SELECT (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = u.attnum)
                 FROM unnest(i.indkey) WITH ORDINALITY AS u (attnum, number)
                 WHERE u.number > i.indnkeyatts
                 ORDER BY u.number)
       END AS include,
       CASE WHEN i.indpred IS NOT NULL THEN pg_get_expr(i.indpred, i.indrelid) END AS predicate,
       c.reloptions AS options,
       CASE WHEN i.indexprs IS NOT NULL THEN
           (SELECT array_agg(a.attnum || '=' || a.attstattarget ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attstattarget >= 0)
       END AS statistics,
       i.indisclustered AS clustered,
       CASE WHEN c.reltablespace <> 0 THEN
           (SELECT ts.spcname FROM pg_tablespace ts WHERE ts.oid = c.reltablespace)
       END AS tablespace
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am am ON am.oid = c.relam
WHERE i.indexrelid >= 16384
  AND c.relpersistence <> 't'
  AND c.relnamespace <> 99
  AND NOT EXISTS (SELECT FROM pg_constraint k
                  WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
