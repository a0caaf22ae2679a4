-- class: pg_transform
-- when: SELECT FROM pg_transform WHERE oid >= 16384
SELECT t.oid AS oid,
       format_type(t.trftype, NULL) AS name,
       quote_ident(l.lanname) AS args,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname, 'internal']
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.trffromsql) AS from_sql,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname, 'internal']
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = t.trftosql) AS to_sql
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_transform'::regclass AND e.objid = t.oid AND e.deptype = 'e')
