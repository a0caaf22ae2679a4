-- class: pg_ts_template
-- parent: pg_namespace
-- when: SELECT FROM pg_ts_template WHERE oid >= 16384
SELECT t.oid AS oid,
       t.tmplnamespace AS parent,
       t.tmplname AS name,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = t.tmplinit) AS init,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = t.tmpllexize) AS lexize
FROM pg_ts_template t
WHERE t.oid >= 16384
  AND t.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_ts_template'::regclass
                      AND e.deptype = 'e')
