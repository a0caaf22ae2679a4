-- class: pg_foreign_data_wrapper
-- when: SELECT FROM pg_foreign_data_wrapper WHERE oid >= 16384
SELECT w.oid AS oid,
       w.fdwname AS name,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname, '']
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = w.fdwhandler) AS handler,
       (SELECT ARRAY['schema', n.nspname, 'routine', p.proname, 'text[], oid']
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = w.fdwvalidator) AS validator,
       w.fdwoptions AS options,
       pg_get_userbyid(w.fdwowner) AS owner
FROM pg_foreign_data_wrapper w
WHERE w.oid >= 16384
  AND w.oid NOT IN (SELECT e.objid FROM pg_depend e
                    WHERE e.refclassid = 'pg_extension'::regclass AND e.classid = 'pg_foreign_data_wrapper'::regclass
                      AND e.deptype = 'e')
