-- class: pg_ts_parser
-- parent: pg_namespace
-- when: SELECT FROM pg_ts_parser WHERE oid >= 16384
SELECT p.oid AS oid,
       p.prsnamespace AS parent,
       p.prsname AS name,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = p.prsstart) AS start,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = p.prstoken) AS gettoken,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = p.prsend) AS end,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = p.prslextype) AS lextypes,
       (SELECT ARRAY['schema', n.nspname, 'routine', f.proname]
        FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = p.prsheadline) AS headline
FROM pg_ts_parser p
WHERE p.oid >= 16384
  AND p.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_ts_parser'::regclass
                      AND e.deptype = 'e')
