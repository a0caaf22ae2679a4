-- Ordinary, partitioned and foreign tables.  A partition has its parent in pg_inherits as a child by INHERITS has.
-- class: pg_class
-- parent: pg_namespace
SELECT c.oid AS oid,
       c.relnamespace AS parent,
       c.relname AS name,
       c.relpersistence = 'u' AS unlogged,
       CASE WHEN c.reloftype <> 0 THEN
           (SELECT ARRAY['schema', tn.nspname, 'composite type', t.typname]
            FROM pg_type t JOIN pg_namespace tn ON tn.oid = t.typnamespace WHERE t.oid = c.reloftype)
       END AS of_type,
       CASE WHEN NOT c.relispartition THEN
           (SELECT array_agg(ARRAY['schema', pn.nspname, 'table', p.relname] ORDER BY i.inhseqno)
            FROM pg_inherits i
            JOIN pg_class p ON p.oid = i.inhparent
            JOIN pg_namespace pn ON pn.oid = p.relnamespace
            WHERE i.inhrelid = c.oid)
       END AS inherits,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.relispartition THEN
           (SELECT ARRAY['schema', pn.nspname, 'table', p.relname]
            FROM pg_inherits i
            JOIN pg_class p ON p.oid = i.inhparent
            JOIN pg_namespace pn ON pn.oid = p.relnamespace
            WHERE i.inhrelid = c.oid)
       END AS partition_of,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       CASE WHEN c.relkind = 'f' THEN
           (SELECT ARRAY['foreign server', s.srvname]
            FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
            WHERE f.ftrelid = c.oid)
       END AS server,
       CASE WHEN c.relkind = 'f' THEN
           (SELECT f.ftoptions FROM pg_foreign_table f WHERE f.ftrelid = c.oid)
       END AS foreign_options,
       c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS force_row_security,
       c.reloptions || (SELECT array_agg('toast.' || o.option) FROM unnest(toast.reloptions) AS o (option)) AS options,
       CASE WHEN am.amname <> 'heap' THEN am.amname END AS access_method,
       ts.spcname AS tablespace,
       CASE c.relreplident
           WHEN 'n' THEN CASE WHEN c.relkind <> 'f' THEN 'NOTHING' END
           WHEN 'f' THEN 'FULL'
           WHEN 'i' THEN
               (SELECT 'INDEX ' || ic.relname
                FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
                WHERE i.indrelid = c.oid AND i.indisreplident)
       END AS replica_identity,
       pg_get_userbyid(c.relowner) AS owner
FROM pg_class c
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid AND toast.reloptions IS NOT NULL
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.relkind IN ('r', 'p', 'f')
  AND c.relpersistence <> 't'
  AND c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_class'::regclass
                      AND e.deptype = 'e')
