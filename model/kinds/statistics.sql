-- The sort "e" is that the object has expressions.
-- class: pg_statistic_ext
-- parent: pg_namespace
-- when: SELECT FROM pg_statistic_ext
SELECT s.oid AS oid,
       s.stxnamespace AS parent,
       s.stxname AS name,
       (SELECT ARRAY['schema', n.nspname, CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'table' END, c.relname]
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = s.stxrelid) AS table,
       (SELECT array_agg(CASE k.kind WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' ELSE 'mcv' END)
        FROM unnest(s.stxkind) AS k (kind) WHERE k.kind IN ('d', 'f', 'm')) AS kinds,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys)) AS columns,
-- from 14
       pg_get_statisticsobjdef_expressions(s.oid) AS expressions,
-- end
-- before 14
       NULL AS expressions,
-- end
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS target,
       pg_get_userbyid(s.stxowner) AS owner
FROM pg_statistic_ext s
WHERE s.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_statistic_ext'::regclass
                      AND e.deptype = 'e')
