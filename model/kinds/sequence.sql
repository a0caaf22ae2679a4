-- The column of an identity sequence is an internal dependency (deptype i), that of OWNED BY an automatic one (a).
-- Before 15 there are no unlogged sequences, and one that belongs to a column counts as logged as its table is.
-- class: pg_class
-- parent: pg_namespace
SELECT c.oid AS oid,
       c.relnamespace AS parent,
       c.relname AS name,
       format_type(s.seqtypid, NULL) AS data_type,
       s.seqstart AS start,
       s.seqincrement AS increment,
       s.seqmin AS minimum,
       s.seqmax AS maximum,
       s.seqcache AS cache,
       s.seqcycle AS cycle,
-- from 15
       c.relpersistence = 'u' AS unlogged,
-- end
-- before 15
       a.attrelid IS NOT NULL AND (SELECT o.relpersistence = 'u' FROM pg_class o WHERE o.oid = d.refobjid) AS unlogged,
-- end
       CASE WHEN d.deptype = 'i' THEN
           CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END
       END AS identity,
       CASE WHEN a.attname IS NOT NULL THEN
           (SELECT ARRAY['schema', tn.nspname, 'table', t.relname, 'column', a.attname]
            FROM pg_class t JOIN pg_namespace tn ON tn.oid = t.relnamespace WHERE t.oid = d.refobjid)
       END AS owned_by,
       pg_get_userbyid(c.relowner) AS owner
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_depend d
    ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
   AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.relpersistence <> 't'
  AND c.oid >= 16384
  AND c.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_class'::regclass
                      AND e.deptype = 'e')
