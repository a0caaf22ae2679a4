-- class: pg_am
-- when: SELECT FROM pg_am WHERE oid >= 16384
SELECT m.oid AS oid,
       m.amname AS name,
       CASE m.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END AS type,
       ARRAY['schema', n.nspname, 'routine', p.proname, 'internal'] AS handler
FROM pg_am m
JOIN pg_proc p ON p.oid = m.amhandler
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE m.oid >= 16384
  AND m.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_am'::regclass
                      AND e.deptype = 'e')
